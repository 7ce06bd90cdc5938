using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Mime;

/// <summary>The fields of a header section, for repeated look-ups. Immutable; changes give a new one. Safe for concurrent readers.</summary>
public sealed class MimeHeader
{
    private MimeHeader(ImmutableArray<MimeHeaderField> fields) => Fields = fields;

    /// <summary>No fields.</summary>
    public static MimeHeader Empty { get; } = new([]);

    /// <summary>The fields in their order; lines that are no fields are left out.</summary>
    public ImmutableArray<MimeHeaderField> Fields { get; }

    /// <summary>Reads a header section.</summary>
    /// <param name="octets">A message or header section from its first octet.</param>
    /// <param name="maxFields">The most fields taken.</param>
    public static MimeHeader Parse(ReadOnlyMemory<byte> octets, int maxFields = 10_000)
    {
        var fields = ImmutableArray.CreateBuilder<MimeHeaderField>();
        var reader = new HeaderFieldReader(octets.Span);
        while (fields.Count < maxFields && reader.TryRead(out var field))
            if (!field.Name.IsEmpty)
            {
                var whole = octets[field.Offset..reader.Position];
                var colon = whole.Span.IndexOf((byte)':') + 1;
                fields.Add(new(Encoding.ASCII.GetString(field.Name), whole, colon));
            }
        return new(fields.ToImmutable());
    }

    /// <summary>The fields of a name, which is compared without regard to case.</summary>
    public IEnumerable<MimeHeaderField> Find(string name)
    {
        foreach (var field in Fields)
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                yield return field;
    }

    /// <summary>The first field of a name; <see langword="null"/> where there is none.</summary>
    public MimeHeaderField? First(string name)
    {
        foreach (var field in Fields)
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return field;
        return null;
    }

    /// <summary>A section of those fields.</summary>
    public static MimeHeader Of(ImmutableArray<MimeHeaderField> fields) => new(fields);
}
