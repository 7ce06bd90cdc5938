using System.Text;
using SQLitePCL;

namespace MsgStore.Sqlite.Engine;

/// <summary>A prepared statement, kept with its connection. Disposing it makes it ready for the next use.</summary>
internal sealed class SqliteStatement(SqliteConnection connection, sqlite3_stmt handle) : IDisposable
{
    private const int StackOctets = 512;

    /// <summary>Binds values to the parameters ?1, ?2, ...</summary>
    public void Bind(ReadOnlySpan<SqlValue> values)
    {
        for (var i = 0; i < values.Length; i++)
            connection.Check(Bind(i + 1, values[i]));
    }

    /// <summary>Runs to the next row.</summary>
    /// <returns>False at the end.</returns>
    public bool Read()
    {
        var result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
            throw connection.Fault(result);
        return false;
    }

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    /// <summary>The octets of a text or blob; valid until the next step.</summary>
    public ReadOnlySpan<byte> Octets(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Octets(column));

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Ends the run. What failed was told by the step.</summary>
    public void Dispose()
    {
        _ = raw.sqlite3_reset(handle);
        _ = raw.sqlite3_clear_bindings(handle);
    }

    public void Close() => handle.Dispose();

    private int Bind(int parameter, in SqlValue value) => value.Kind switch
    {
        SqlKind.Number => raw.sqlite3_bind_int64(handle, parameter, value.Number),
        SqlKind.Text => BindText(parameter, value.Text ?? ""),
        SqlKind.Octets when value.Octets.IsEmpty => raw.sqlite3_bind_zeroblob(handle, parameter, 0),
        SqlKind.Octets => raw.sqlite3_bind_blob(handle, parameter, value.Octets.Span),
        _ => raw.sqlite3_bind_null(handle, parameter),
    };

    private int BindText(int parameter, string text)
    {
        if (text.Length == 0)
            return raw.sqlite3_bind_text(handle, parameter, "");
        Span<byte> octets = stackalloc byte[StackOctets];
        return Encoding.UTF8.TryGetBytes(text, octets, out var length)
            ? raw.sqlite3_bind_text(handle, parameter, (ReadOnlySpan<byte>)octets[..length])
            : raw.sqlite3_bind_text(handle, parameter, (ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(text));
    }
}
