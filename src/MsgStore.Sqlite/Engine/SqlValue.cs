using System.Runtime.InteropServices;
using MsgStore.Mailboxes;

namespace MsgStore.Sqlite.Engine;

/// <summary>A value bound to a statement. Made where it is bound, on the stack.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct SqlValue
{
    private SqlValue(SqlKind kind, long number, string? text, ReadOnlyMemory<byte> octets)
    {
        Kind = kind;
        Number = number;
        Text = text;
        Octets = octets;
    }

    public SqlKind Kind { get; }

    public long Number { get; }

    public string? Text { get; }

    public ReadOnlyMemory<byte> Octets { get; }

    public static implicit operator SqlValue(long value) => new(SqlKind.Number, value, null, default);

    public static implicit operator SqlValue(long? value) => value is { } number ? number : default(SqlValue);

    public static implicit operator SqlValue(string? value) => value is null ? default : new(SqlKind.Text, 0, value, default);

    public static implicit operator SqlValue(FolderName value) => value.Value;

    public static implicit operator SqlValue(ReadOnlyMemory<byte> value) => new(SqlKind.Octets, 0, null, value);
}

/// <summary>What a bound value is.</summary>
internal enum SqlKind : byte
{
    Null,
    Number,
    Text,
    Octets,
}
