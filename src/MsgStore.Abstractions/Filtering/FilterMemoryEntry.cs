namespace MsgStore.Filtering;

/// <summary>Something a filter remembers for an owner.</summary>
/// <param name="Key">What it is: 1 to 100 ASCII characters, made by the filter, as a hash.</param>
/// <param name="Until">When it is forgotten.</param>
public sealed record FilterMemoryEntry(string Key, DateTimeOffset Until);
