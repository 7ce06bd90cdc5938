namespace MsgStore.Mailboxes;

/// <summary>How a local part is read where a delimiter parts a user from a subaddress (RFC 5233 §4). Logins and deliveries read it alike.</summary>
public static class Subaddress
{
    /// <summary>The delimiter where nobody says another.</summary>
    public const char DefaultDelimiter = '+';

    /// <summary>
    /// What a local part may mean, in the order in which a directory looks: as it stands, then what comes before the first delimiter. A local part
    /// that begins with the delimiter has no subaddress.
    /// </summary>
    /// <param name="localPart">The local part, not folded: a subaddress keeps its case.</param>
    /// <param name="delimiter">The delimiter; <see langword="null"/> for none.</param>
    /// <returns>One or two readings. The detail is <see langword="null"/> where there is none or it is empty.</returns>
    public static IReadOnlyList<(string LocalPart, string? Detail)> Readings(string localPart, char? delimiter)
    {
        ArgumentNullException.ThrowIfNull(localPart);
        return delimiter is { } sign && localPart.IndexOf(sign, StringComparison.Ordinal) is > 0 and var at
            ? [(localPart, null), (localPart[..at], at + 1 < localPart.Length ? localPart[(at + 1)..] : null)]
            : [(localPart, null)];
    }
}
