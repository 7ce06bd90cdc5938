namespace MsgStore.Mailboxes.Capabilities;

/// <summary>What annotations every store keeps and refuses alike (RFC 5464 §3.2).</summary>
public static class MetadataEntry
{
    /// <summary>Longest entry name, in characters.</summary>
    public const int MaxNameLength = 256;

    /// <summary>Longest value, in characters.</summary>
    public const int MaxValueLength = 64 * 1024;

    /// <summary>Most entries of a mailbox or folder.</summary>
    public const int MaxCount = 1000;

    /// <summary>Whether a text names an entry: it starts with <c>/private/</c> or <c>/shared/</c>, is printable ASCII, and holds no <c>*</c>, no <c>%</c> and no empty part.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return (name.StartsWith("/private/", StringComparison.OrdinalIgnoreCase) || name.StartsWith("/shared/", StringComparison.OrdinalIgnoreCase))
            && name.Length <= MaxNameLength && name[^1] != '/' && !name.Contains("//", StringComparison.Ordinal)
            && name.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && name.AsSpan().IndexOfAny('*', '%') < 0;
    }

    /// <summary>Refuses what no store keeps.</summary>
    /// <exception cref="ArgumentException">The name is none.</exception>
    /// <exception cref="Storage.MsgStoreException">OverQuota: the value is too long.</exception>
    public static void Check(string name, string? value)
    {
        if (!IsName(name))
            throw new ArgumentException($"'{name}' is not an entry name: it starts with /private/ or /shared/ and holds no '*', '%' or control.", nameof(name));
        if (value?.Length > MaxValueLength)
            throw new Storage.MsgStoreException(Storage.StoreError.OverQuota, $"An annotation has at most {MaxValueLength} characters.");
    }
}
