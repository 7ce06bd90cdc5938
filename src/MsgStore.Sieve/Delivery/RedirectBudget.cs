using System.Globalization;
using MsgStore.Mime;

namespace MsgStore.Sieve.Delivery;

/// <summary>
/// How many copies redirects may still make of a message. The number travels in a header field and is divided among the copies wherever a script sends
/// more than one, so that the product of all redirects along any way is at most what the message began with, whoever's scripts they are and on
/// however many hosts.
/// </summary>
/// <remarks>
/// Anybody can write the field. A forged number is taken where it is lower than what is due without it, and of several the lowest one counts, so
/// that forging takes rights away and gives none.
/// </remarks>
internal static class RedirectBudget
{
    /// <summary>The field's name.</summary>
    public const string Field = "X-Sieve-Redirects-Left";

    /// <summary>Reads what is left.</summary>
    /// <param name="header">The header as received, in which no script of this host has removed a field.</param>
    /// <param name="whole">What a message begins with.</param>
    public static int LeftOf(MimeHeader header, int whole)
    {
        // Redirects that are told of but not counted, as other hosts make them, are taken for ones to four addresses each.
        var uncounted = header.First(Field) is null ? header.Find(BeforeStore.TraceField).Count() : 0;
        var left = Math.Max(1, whole >> (2 * Math.Min(uncounted, 15)));
        foreach (var field in header.Find(Field))
            left = Math.Min(left, int.TryParse(field.RawText, NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? said : 0);
        return left;
    }

    /// <summary>The field for each of several copies.</summary>
    /// <param name="left">What the message has left.</param>
    /// <param name="copies">How many are made of it, at least 1.</param>
    public static string LineFor(int left, int copies) => string.Create(CultureInfo.InvariantCulture, $"{Field}: {left / copies}\r\n");
}
