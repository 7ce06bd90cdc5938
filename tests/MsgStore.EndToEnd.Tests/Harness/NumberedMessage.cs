using System.Globalization;
using System.Text;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>A message whose whole body follows from its number, so that any damage shows.</summary>
internal static class NumberedMessage
{
    private const string Mark = "X-Number: ";

    public static string Create(int number)
    {
        // A prime step gives sizes from one line to about 90 KiB, on both sides of what is held in memory.
        var lines = number % 10 == 0 ? 1200 : number * 7919 % 60;
        var text = new StringBuilder($"{Mark}{number}\r\nSubject: number {number}\r\n\r\n");
        for (var line = 0; line < lines; line++)
            text.Append(CultureInfo.InvariantCulture, $"line {line} of {lines} in message {number}, then some words to fill it up\r\n");
        return text.Append(CultureInfo.InvariantCulture, $"end of {number}\r\n").ToString();
    }

    /// <summary>The number of a stored message, after checking that all of it is there.</summary>
    public static int Check(string stored)
    {
        var start = stored.IndexOf(Mark, StringComparison.Ordinal);
        Assert.True(start >= 0, $"A message is partial: '{stored[..Math.Min(200, stored.Length)]}'");
        var number = int.Parse(stored.AsSpan(start + Mark.Length, stored.IndexOf('\r', start) - start - Mark.Length), CultureInfo.InvariantCulture);
        Assert.Equal(Create(number), stored[start..]);
        return number;
    }
}
