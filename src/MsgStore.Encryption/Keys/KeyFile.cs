using MsgStore.Accounts;
using MsgStore.Encryption.Keyrings;
using MsgStore.Storage;

namespace MsgStore.Encryption.Keys;

/// <summary>Reads key files. What is not there is told from what cannot be read: only the first is "no key".</summary>
internal static class KeyFile
{
    /// <summary>The octets of a file.</summary>
    /// <returns><see langword="null"/> where it does not exist.</returns>
    /// <exception cref="MsgStoreException">KeyUnavailable: it cannot be read, or is far too long.</exception>
    public static byte[]? Read(string path)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return ReadOnLinux(path);
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var octets = new byte[Math.Min(RandomAccess.GetLength(file), SealedKeyring.MaxOctets + 1L)];
            var count = 0;
            while (count < octets.Length && RandomAccess.Read(file, octets.AsSpan(count), count) is > 0 and var more)
                count += more;
            return octets.Length > SealedKeyring.MaxOctets
                ? throw new MsgStoreException(StoreError.KeyUnavailable, $"{path} is too long for a key file.")
                : octets[..count];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // A link that leads nowhere is not "no key".
            return Exists(path) ? throw new MsgStoreException(StoreError.KeyUnavailable, $"{path} leads nowhere.", e) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MsgStoreException(StoreError.KeyUnavailable, $"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Makes sure that a file is not far too long for one of keys.</summary>
    /// <exception cref="MsgStoreException">KeyUnavailable: it is.</exception>
    public static void RequireLength(string path, long octets)
    {
        if (octets > SealedKeyring.MaxOctets)
            throw new MsgStoreException(StoreError.KeyUnavailable, $"{path} is too long for a key file.");
    }

    /// <summary>The key of a public key file: 32 octets.</summary>
    /// <returns><see langword="null"/> where there is no file.</returns>
    /// <exception cref="MsgStoreException">KeyUnavailable: it is not whole.</exception>
    public static PublicKey? ToPublic(string path, byte[]? read) => read switch
    {
        null => null,
        { Length: PublicKey.X25519Octets } octets => KeyId.ToPublicKey(octets),
        var octets => throw new MsgStoreException(StoreError.KeyUnavailable, $"{path} has {octets.Length} octets; a public key has {PublicKey.X25519Octets}."),
    };

    // A pipe in a key's place is an error and not a wait.
    private static byte[]? ReadOnLinux(string path)
    {
        using var file = Posix.Linux.RegularFile.TryOpen(path);
        if (file is null)
            return Exists(path) ? throw new MsgStoreException(StoreError.KeyUnavailable, $"{path} leads nowhere.") : null;
        RequireLength(path, file.Length);
        return file.ReadAll();
    }

    /// <summary>Whether there is a file or folder.</summary>
    /// <exception cref="MsgStoreException">KeyUnavailable: nobody can tell.</exception>
    public static bool Exists(string path)
    {
        try
        {
            _ = File.GetAttributes(path);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MsgStoreException(StoreError.KeyUnavailable, $"{path} cannot be looked at: {e.Message}", e);
        }
    }
}
