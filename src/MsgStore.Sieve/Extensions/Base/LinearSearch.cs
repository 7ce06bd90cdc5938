using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>Finds a string in another in time linear in both, whatever they are.</summary>
internal sealed class LinearSearch
{
    // Below this length the vectorised search of the runtime costs at most that many passes.
    private const int ShortKey = 16;
    private readonly string _key;
    private readonly int[]? _borders;

    public LinearSearch(string key)
    {
        _key = key;
        if (key.Length > ShortKey)
            _borders = Borders(key);
    }

    public int Length => _key.Length;

    public int IndexIn(SieveRun run, string value, int from)
    {
        if (value.Length - from < _key.Length)
            return -1;
        run.Spend((value.Length - from) >> 6);
        return _borders is null
            ? value.AsSpan(from).IndexOf(_key) is >= 0 and var at ? at + from : -1
            : Search(value, from, _borders);
    }

    public bool IsAt(string value, int at) => at >= 0 && value.Length - at >= _key.Length && value.AsSpan(at, _key.Length).SequenceEqual(_key);

    // For each prefix of the key: how long its longest proper border is (Knuth, Morris, Pratt).
    private static int[] Borders(string key)
    {
        var borders = new int[key.Length + 1];
        borders[0] = -1;
        for (var (at, border) = (0, -1); at < key.Length;)
        {
            while (border >= 0 && key[at] != key[border])
                border = borders[border];
            borders[++at] = ++border;
        }
        return borders;
    }

    private int Search(string value, int from, int[] borders)
    {
        var matched = 0;
        for (var at = from; at < value.Length; at++)
        {
            while (matched >= 0 && value[at] != _key[matched])
                matched = borders[matched];
            if (++matched == _key.Length)
                return at - matched + 1;
        }
        return -1;
    }
}
