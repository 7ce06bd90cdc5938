namespace MsgStore.Sqlite.Engine;

/// <summary>A call to SQLite failed. The message is SQLite's own and may name a table, never a path or a value.</summary>
/// <param name="extendedCode">The extended result code.</param>
/// <param name="message">What SQLite says.</param>
internal sealed class SqliteFault(int extendedCode, string message) : Exception($"SQLite: {message} ({extendedCode})")
{
    /// <summary>The extended result code, as 522 for a short read.</summary>
    public int ExtendedCode { get; } = extendedCode;

    /// <summary>The primary result code, as 10 for I/O errors.</summary>
    public int Code => ExtendedCode & 0xff;
}
