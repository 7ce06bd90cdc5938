using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace MsgStore.Encryption.Passwords;

/// <summary>An Argon2id hash with its costs: <c>$argon2id$v=19$m=65536,t=3,p=4$salt$hash</c>, the last two in Base64 without padding (RFC 4648 §4).</summary>
internal sealed record EncodedHash(Argon2Costs Costs, byte[] Salt, byte[] Hash)
{
    private const int MaxChars = 512;
    private static readonly SearchValues<char> Base64Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    /// <summary>Reads a hash string.</summary>
    /// <param name="text">The string; any text will do.</param>
    /// <param name="limits">The most it may cost.</param>
    /// <returns><see langword="null"/> where it is none, asks for more than allowed, or its salt (8 to 64 octets) or hash (16 to 64) is of a length nobody uses.</returns>
    public static EncodedHash? Parse(string text, PasswordHashOptions limits)
    {
        if (text.Length > MaxChars || text.Split('$') is not ["", "argon2id", "v=19", var costs, var salt, var hash] || costs.Split(',') is not [var m, var t, var p])
            return null;
        if (ReadCost(m, "m=", limits.MaxMemoryKiB) is not { } memoryKiB || ReadCost(t, "t=", limits.MaxIterations) is not { } iterations
            || ReadCost(p, "p=", limits.MaxParallelism) is not { } parallelism || memoryKiB < 8 * parallelism)
            return null;
        return ReadBase64(salt) is { Length: >= 8 and <= 64 } saltOctets && ReadBase64(hash) is { Length: >= 16 and <= 64 } hashOctets
            ? new EncodedHash(new Argon2Costs(memoryKiB, iterations, parallelism), saltOctets, hashOctets)
            : null;
    }

    /// <summary>The hash string.</summary>
    public string Encode() => $"$argon2id$v=19${Costs}${ToBase64(Salt)}${ToBase64(Hash)}";

    private static int? ReadCost(string text, string name, int limit) =>
        text.StartsWith(name, StringComparison.Ordinal) && text.Length > 2 && text[2] != '0'
        && int.TryParse(text.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var cost) && cost <= limit
            ? cost
            : null;

    private static byte[]? ReadBase64(string text)
    {
        if (text.Length % 4 == 1 || text.AsSpan().ContainsAnyExcept(Base64Alphabet))
            return null;
        var padded = Encoding.ASCII.GetBytes(text.PadRight((text.Length + 3) / 4 * 4, '='));
        return Base64.DecodeFromUtf8InPlace(padded, out var written) == OperationStatus.Done ? padded[..written] : null;
    }

    private static string ToBase64(byte[] octets) => Convert.ToBase64String(octets).TrimEnd('=');
}
