using System.Globalization;
using System.Text;


namespace MsgStore.Maildir.Quota;

/// <summary>The content of <c>maildirsize</c>: limits in the first line, then lines of octets and messages to be summed (Maildir++).</summary>
/// <param name="LimitOctets">The most octets; null without limit.</param>
/// <param name="LimitMessages">The most messages; null without limit.</param>
/// <param name="Octets">Octets used.</param>
/// <param name="Messages">Messages.</param>
internal sealed record MaildirSize(long? LimitOctets, long? LimitMessages, long Octets, long Messages)
{
    /// <summary>The file.</summary>
    public const string FileName = "maildirsize";

    /// <summary>A larger file is counted anew, as Maildir++ says.</summary>
    public const int MaxOctets = 5120;

    /// <summary>Usage and limits as the contract gives them.</summary>
    public Mailboxes.Capabilities.Quota ToQuota() => new(Octets, Messages, LimitOctets, LimitMessages);

    /// <summary>Reads the file.</summary>
    /// <param name="octets">The file.</param>
    /// <param name="size">Limits and usage; where it returns false, only limits that could be read.</param>
    /// <returns>False where the usage has to be counted anew: an odd line, or sums below zero.</returns>
    public static bool TryRead(ReadOnlySpan<byte> octets, out MaildirSize size)
    {
        var lines = Encoding.Latin1.GetString(octets).Split('\n');
        size = ReadLimits(lines[0]);
        if (octets.Length > MaxOctets || lines.Length < 2)
            return false;
        long total = 0, count = 0;
        foreach (var line in lines.Skip(1).Take(lines.Length - 2))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length != 2 || !TryReadNumber(fields[0], out var lineOctets) || !TryReadNumber(fields[1], out var lineCount))
                return false;
            total = unchecked(total + lineOctets);
            count = unchecked(count + lineCount);
        }
        size = size with { Octets = Math.Max(0, total), Messages = Math.Max(0, count) };
        return total >= 0 && count >= 0 && lines[^1].Length == 0;
    }

    /// <summary>The file as it is written anew.</summary>
    public byte[] ToOctets() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{FormatLimits()}\n{Octets} {Messages}\n"));

    /// <summary>A line that is appended.</summary>
    public static byte[] ToLine(long octets, long messages) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{octets} {messages}\n"));

    private static MaildirSize ReadLimits(string line)
    {
        long? octets = null, messages = null;
        foreach (var field in line.Split(','))
        {
            if (field.Length < 2 || !TryReadNumber(field[..^1], out var value) || value <= 0)
                continue;
            if (field[^1] == 'S')
                octets = value;
            else if (field[^1] == 'C')
                messages = value;
        }
        return new MaildirSize(octets, messages, 0, 0);
    }

    // 0S is how a file without limits begins, for Courier and Dovecot too.
    private string FormatLimits() => (LimitOctets, LimitMessages) switch
    {
        (null, null) => "0S",
        ({ } octets, null) => $"{octets}S",
        (null, { } messages) => $"{messages}C",
        ({ } octets, { } messages) => $"{octets}S,{messages}C",
    };

    private static bool TryReadNumber(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value is > -(1L << 60) and < 1L << 60;
}
