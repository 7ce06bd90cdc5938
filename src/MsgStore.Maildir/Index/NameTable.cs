namespace MsgStore.Maildir.Index;

/// <summary>Many names in one array: 100,000 of them cost 8 MB and no object each.</summary>
internal sealed class NameTable(byte[] octets, int length)
{
    private byte[] _octets = octets;

    public NameTable(int capacity) : this(new byte[capacity], 0)
    {
    }

    /// <summary>Octets in use.</summary>
    public int Length { get; private set; } = length;

    /// <summary>All octets in use.</summary>
    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, Length);

    /// <summary>Adds a name.</summary>
    /// <returns>Its offset.</returns>
    public int Add(ReadOnlySpan<byte> name)
    {
        if (_octets.Length - Length < name.Length)
            Array.Resize(ref _octets, Math.Max(Length + name.Length, _octets.Length * 2));
        var offset = Length;
        name.CopyTo(_octets.AsSpan(offset));
        Length += name.Length;
        return offset;
    }

    /// <summary>A name.</summary>
    public ReadOnlySpan<byte> Get(int offset, int length) => _octets.AsSpan(offset, length);
}
