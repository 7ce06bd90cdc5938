using System.Text.Json;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir.Layout;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir.Metadata;

/// <summary>Annotations (RFC 5464) in a file: a JSON object of entry names and values. Absent where there are none.</summary>
internal static class MetadataFile
{
    /// <summary>The file with annotations of a folder, in its directory.</summary>
    public const string OfFolder = "msgstore.metadata";

    /// <summary>The file with annotations of the mailbox itself, in its directory, which is also INBOX's.</summary>
    public const string OfMailbox = "msgstore.mailbox-metadata";

    /// <summary>Held while one of a mailbox's files is changed.</summary>
    public const string LockName = "msgstore.metadata.lock";

    /// <summary>Longest file.</summary>
    public const int MaxOctets = 1024 * 1024;

    /// <summary>Reads all entries.</summary>
    /// <exception cref="MsgStoreException">Corrupt.</exception>
    public static Dictionary<string, string> Read(IDirectoryHandle directory, string fileName)
    {
        var octets = FileTools.Read(directory, fileName, MaxOctets);
        return octets is null ? Empty() : Parse(octets) ?? throw new MsgStoreException(StoreError.Corrupt, $"{fileName} is no JSON object of texts; mend it or remove it.");
    }

    /// <summary>Sets an entry, durably; null removes it.</summary>
    /// <exception cref="MsgStoreException">Corrupt; OverQuota.</exception>
    public static void Set(IDirectoryHandle directory, string fileName, string entry, string? value)
    {
        var entries = Read(directory, fileName);
        if (value is null ? !entries.Remove(entry) : entries.TryGetValue(entry, out var there) && there == value)
            return;
        if (value is not null)
            entries[entry] = value;
        if (entries.Count > MetadataEntry.MaxCount)
            throw new MsgStoreException(StoreError.OverQuota, $"A folder has at most {MetadataEntry.MaxCount} annotations.");
        var octets = Format(entries);
        if (octets.Length > MaxOctets)
            throw new MsgStoreException(StoreError.OverQuota, $"The annotations of a folder have at most {MaxOctets} octets together.");
        FileTools.Replace(directory, fileName, octets, durable: true);
    }

    /// <summary>The entries of a file's octets, whatever they are.</summary>
    /// <returns>Null where they are no such file.</returns>
    internal static Dictionary<string, string>? Parse(ReadOnlyMemory<byte> octets)
    {
        try
        {
            var result = Empty();
            using var document = JsonDocument.Parse(octets, new JsonDocumentOptions { MaxDepth = 2 });
            foreach (var property in document.RootElement.EnumerateObject())
                result[property.Name] = property.Value.GetString() ?? throw new JsonException();
            return result;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Empty() => new(StringComparer.OrdinalIgnoreCase);

    private static byte[] Format(Dictionary<string, string> entries)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            foreach (var (entry, value) in entries.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
                writer.WriteString(entry, value);
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }
}
