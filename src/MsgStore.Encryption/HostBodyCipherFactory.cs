using MsgStore.Content;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Posix;
using MsgStore.Posix.Linux;
using MsgStore.Storage;

namespace MsgStore.Encryption;

/// <summary>Reads the host's key, a file of 32 octets that only its owner may read, or makes it.</summary>
internal sealed class HostBodyCipherFactory : IBodyCipherFactory
{
    public IBodyCipher Open(string keyFile)
    {
        if (KeyFile.Read(keyFile) is not { } octets)
        {
            Create(keyFile);
            // Another process may have made it a moment before; both then read the same.
            octets = KeyFile.Read(keyFile) ?? throw new MsgStoreException(StoreError.KeyUnavailable, $"The host's key {keyFile} was made and is gone again.");
        }
        if (octets.Length != Box.KeyOctets)
            throw new MsgStoreException(StoreError.KeyUnavailable, $"The host's key {keyFile} has {octets.Length} octets; a key has {Box.KeyOctets}. Restore it from a backup: without it, mail that waits sealed is lost.");
        var secret = SecretMemory.CopyOf(octets);
        Array.Clear(octets);
        return new HostBodyCipher(KeyRing.Of(secret));
    }

    private static void Create(string keyFile)
    {
        using var secret = SecretMemory.CreateRandom(Box.KeyOctets);
        try
        {
            if (OperatingSystem.IsLinux())
                CreateDurably(keyFile, secret);
            else
                CreatePortably(keyFile, secret);
        }
        catch (Exception e) when (e is PosixException or IOException or UnauthorizedAccessException)
        {
            throw new MsgStoreException(StoreError.KeyUnavailable, $"The host's key {keyFile} cannot be made: {e.Message}", e);
        }
    }

    // Written and flushed before it has a name: no crash leaves half a key.
    private static void CreateDurably(string keyFile, SecretMemory secret)
    {
        using var folder = new LinuxFileLayer().OpenRoot(Path.GetDirectoryName(keyFile) ?? "/");
        var name = OctetName.FromText(Path.GetFileName(keyFile));
        using var file = folder.CreateUnnamed();
        if (file is null)
        {
            CreatePortably(keyFile, secret);
            folder.Flush();
            return;
        }
        using (var octets = secret.Borrow())
            file.Write(octets.Octets, 0);
        file.Flush();
        folder.Link(file, name);
        folder.Flush();
    }

    private static void CreatePortably(string keyFile, SecretMemory secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(keyFile, options);
        using var octets = secret.Borrow();
        file.Write(octets.Octets);
        file.Flush(flushToDisk: true);
    }
}
