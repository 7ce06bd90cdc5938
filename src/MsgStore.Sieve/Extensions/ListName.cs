namespace MsgStore.Sieve.Extensions;

/// <summary>Names of external lists (RFC 6134 §2.5, §2.6).</summary>
internal static class ListName
{
    private const string Prefix = "urn:ietf:params:sieve:";
    private const string Book = "addrbook:";
    private const string DefaultBook = "default";

    /// <summary>All names of a list: as it is given; short for the URN it is, or the other way round; and those of the default address book where it is that one.</summary>
    public static IEnumerable<string> Of(string list)
    {
        var names = new List<string> { list };
        if (Parameter(list) is { } parameter)
            names.AddRange([$":{parameter}", Prefix + parameter]);
        if (IsDefaultBook(list))
            names.AddRange([$":{Book}{DefaultBook}", $"{Prefix}{Book}{DefaultBook}"]);
        return names.Distinct(StringComparer.Ordinal);
    }

    /// <summary>Whether it is the default address book, which is there even where it is empty. Its name has no case once it is decoded.</summary>
    public static bool IsDefaultBook(string list) => Parameter(list) is { } parameter && parameter.StartsWith(Book, StringComparison.OrdinalIgnoreCase)
        && Uri.UnescapeDataString(parameter[Book.Length..]).Equals(DefaultBook, StringComparison.OrdinalIgnoreCase);

    // What follows the URN of Sieve, for which a colon is short.
    private static string? Parameter(string list) => list.StartsWith(':') ? list[1..]
        : list.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? list[Prefix.Length..] : null;
}
