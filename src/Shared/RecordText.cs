using System.Collections;
using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace MsgStore;

/// <summary>Writes the members of records that hold collections: what the compiler writes for those is the name of their type.</summary>
[Embedded]
internal static class RecordText
{
    // More says nothing in a log line.
    private const int MaxItems = 10;

    /// <summary>Writes members: of collections the first items, of octets how many there are.</summary>
    /// <returns>Whether there are any, as <c>PrintMembers</c> of a record says.</returns>
    public static bool Write(StringBuilder text, params ReadOnlySpan<(string Name, object? Value)> members) => Write(text, hasMembers: false, members);

    /// <summary>Writes members behind those of a base record.</summary>
    /// <param name="text">Takes them.</param>
    /// <param name="hasMembers">Whether the base wrote any.</param>
    /// <param name="members">The members.</param>
    public static bool Write(StringBuilder text, bool hasMembers, params ReadOnlySpan<(string Name, object? Value)> members)
    {
        foreach (var (name, value) in members)
        {
            text.Append(hasMembers ? ", " : "").Append(name).Append(" = ");
            Append(text, value);
            hasMembers = true;
        }
        return hasMembers;
    }

    private static void Append(StringBuilder text, object? value)
    {
        if (value is ReadOnlyMemory<byte> octets)
            text.Append(octets.Length).Append(" octets");
        else if (value is ImmutableArray<byte> { IsDefault: false } hash)
            text.Append(Convert.ToHexStringLower(hash.AsSpan()));
        else if (value is IEnumerable items and not string && !IsMissing(value))
            AppendAll(text, items);
        else if (!IsMissing(value))
            text.Append(value);
    }

    private static void AppendAll(StringBuilder text, IEnumerable items)
    {
        var count = 0;
        text.Append('[');
        foreach (var item in items)
            if (++count <= MaxItems)
                text.Append(count == 1 ? "" : ", ").Append(item);
        text.Append(count > MaxItems ? $", … {count - MaxItems} more]" : "]");
    }

    // An immutable array that nobody set must not be walked through; it equals any other such one.
    private static bool IsMissing(object? value) =>
        value is null || (value is IStructuralEquatable array && array.Equals(default(ImmutableArray<byte>), StructuralComparisons.StructuralEqualityComparer));
}
