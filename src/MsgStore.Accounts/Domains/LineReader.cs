namespace MsgStore.Accounts.Domains;

/// <summary>Walks over the lines of a file, ended by LF or by the file's end; the line ends are part of the lines.</summary>
/// <param name="octets">The file; <see langword="null"/> for none.</param>
internal ref struct LineReader(byte[]? octets)
{
    private ReadOnlySpan<byte> _rest = octets;

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly LineReader GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        var end = _rest.IndexOf((byte)'\n') + 1;
        Current = end == 0 ? _rest : _rest[..end];
        _rest = _rest[Current.Length..];
        return true;
    }
}
