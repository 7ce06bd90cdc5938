using System.Security.Cryptography;
using MsgStore.Accounts;
using MsgStore.Encryption.Keys;

namespace MsgStore.Cli.Configuration;

/// <summary>Raw key files: 32 octets, public or private, as programs and organisations keep them.</summary>
internal static class RawKeys
{
    /// <summary>Reads a public key.</summary>
    /// <exception cref="ToolException">The file is none.</exception>
    public static PublicKey ReadPublic(string path) => MailKeys.FromPublicKey(Read(path, "public"));

    /// <summary>Reads a private key. The caller disposes it.</summary>
    /// <exception cref="ToolException">The file is none.</exception>
    public static UnlockedKeys ReadPrivate(string path)
    {
        var octets = Read(path, "private");
        try
        {
            return MailKeys.FromPrivateKey(octets);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    /// <summary>Makes a pair: <c>NAME.key</c>, which only its owner can read, and <c>NAME.pub</c>. Overwrites nothing.</summary>
    public static PublicKey CreatePair(string path)
    {
        var octets = new byte[MailKeys.PrivateOctets];
        try
        {
            var key = MailKeys.Generate(octets);
            Write(path + ".key", octets, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Write(path + ".pub", key.Octets, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            return key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    private static byte[] Read(string path, string kind)
    {
        if (!File.Exists(path))
            throw new ToolException(ExitCode.Refused, $"There is no {kind} key file {path}.");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var octets = new byte[MailKeys.PrivateOctets + 1];
        var count = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
        return count == MailKeys.PrivateOctets
            ? octets[..count]
            : throw new ToolException(ExitCode.Refused, $"{path} is no raw {kind} key file: it has to have {MailKeys.PrivateOctets} octets.");
    }

    private static void Write(string path, ReadOnlySpan<byte> octets, UnixFileMode mode)
    {
        if (File.Exists(path))
            throw new ToolException(ExitCode.Refused, $"{path} exists and is left as it is.");
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode, BufferSize = 0 });
        file.Write(octets);
        file.Flush(flushToDisk: true);
    }
}
