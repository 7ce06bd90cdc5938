using System.Globalization;
using System.Text;

namespace MsgStore.Cli.Mbox;

/// <summary>The line before each message of an mbox file: <c>From sender Thu Jan  1 00:00:00 1970</c>, in UTC (RFC 4155 Appendix A).</summary>
/// <param name="Sender">The reverse-path; <c>MAILER-DAEMON</c> for none.</param>
/// <param name="Date">When it was delivered; <see langword="null"/> where the line tells no date that can be read.</param>
internal sealed record FromLine(string Sender, DateTimeOffset? Date)
{
    /// <summary>The longest line that is taken for one, in octets.</summary>
    public const int MaxOctets = 1024;

    public const string NoSender = "MAILER-DAEMON";

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, with or without its end.</param>
    /// <param name="result">What it says.</param>
    /// <returns>False for a line of text that merely begins with that word: one without a day, a time and a year.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out FromLine result)
    {
        result = new FromLine(NoSender, null);
        if (!line.StartsWith("From "u8) || line.Length > MaxOctets)
            return false;
        var words = Encoding.UTF8.GetString(line[5..]).Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var start = Array.FindIndex(words, FromLineDate.Begins);
        // A sender is one word, though some have blanks in it; Thunderbird writes a hyphen.
        if (start < 0 || new FromLineDate(words[start..]) is not { IsWhole: true } date)
            return false;
        result = new FromLine(start == 0 || words[0] == "-" ? NoSender : words[0], date.Value);
        return true;
    }

    /// <summary>The line with its end.</summary>
    public byte[] ToOctets() => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"From {Sender} {(Date ?? DateTimeOffset.UnixEpoch).UtcDateTime:ddd MMM} {Day(),2} {(Date ?? DateTimeOffset.UnixEpoch).UtcDateTime:HH:mm:ss yyyy}\n"));

    private int Day() => (Date ?? DateTimeOffset.UnixEpoch).UtcDateTime.Day;
}
