using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MsgStore.Mailboxes;

namespace MsgStore.Maildir.Names;

/// <summary>Makes file names: <c>seconds.MmicrosecondsPpidQcounterRrandom.host,S=stored,W=wire[,E=key id]</c>.</summary>
internal sealed class UniqueNames
{
    private const int RandomOctets = 6;
    private const int MaxHostLength = 63;
    private readonly string _process = $"P{Environment.ProcessId}Q";
    private readonly string _host;
    private long _counter;

    public UniqueNames(string hostName) => _host = CleanHost(hostName);

    /// <summary>The host part of the names.</summary>
    public string HostName => _host;

    /// <summary>A name nobody else has.</summary>
    /// <param name="internalDate">Its seconds become the message's internal date; with its microseconds names sort by arrival, also where a second ends between arrival and naming.</param>
    /// <param name="storedSize">Octets of the file.</param>
    /// <param name="wireSize">Octets of the plaintext.</param>
    /// <param name="encryption">How it is sealed, or null.</param>
    /// <exception cref="ArgumentException">The key id is not 1 to 64 lower-case hexadecimal digits.</exception>
    public string Next(DateTimeOffset internalDate, long storedSize, long wireSize, EncryptionInfo? encryption)
    {
        var micros = internalDate.UtcTicks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        var seconds = Math.Max(0, internalDate.ToUnixTimeSeconds());
        var random = RandomNumberGenerator.GetHexString(RandomOctets * 2, lowercase: true);
        var count = Interlocked.Increment(ref _counter);
        return Complete(string.Create(CultureInfo.InvariantCulture, $"{seconds}.M{micros}{_process}{count}R{random}.{_host}"), storedSize, wireSize, encryption);
    }

    /// <summary>The name of a message that has a key already.</summary>
    /// <returns>Null where no name says both: the key cannot stand in one, or is of the kind that tells a date, and tells another.</returns>
    public static string? TryKeep(MessageKey key, DateTimeOffset internalDate, long storedSize, long wireSize, EncryptionInfo? encryption)
    {
        var name = Complete(key.Value, storedSize, wireSize, encryption);
        return key.Value.IndexOfAny(['/', ':', ',']) < 0
            && MaildirName.TryParse(Encoding.Latin1.GetBytes(name), out var parsed)
            && MessageKeys.Of(Encoding.Latin1.GetBytes(name), parsed.UniqueLength) == key
            && (parsed.DateSeconds < 0 || parsed.DateSeconds == internalDate.ToUnixTimeSeconds())
            ? name : null;
    }

    private static string Complete(string unique, long storedSize, long wireSize, EncryptionInfo? encryption)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{unique},S={storedSize},W={wireSize}");
        return encryption == null ? name : $"{name},E={Checked(encryption.KeyId)}";
    }

    private static string Checked(string keyId) =>
        keyId.Length <= 64 && NameFields.IsKeyId(Encoding.Latin1.GetBytes(keyId))
            ? keyId
            : throw new ArgumentException("A key id is 1 to 64 lower-case hexadecimal digits.", nameof(keyId));

    // A key has to be printable ASCII, and slash, colon and comma part the fields of a name.
    private static string CleanHost(string hostName)
    {
        var host = new string([.. hostName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '-').Take(MaxHostLength)]);
        return host.Length == 0 ? "localhost" : host;
    }
}
