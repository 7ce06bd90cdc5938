using System.Text;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>A key of :matches (RFC 5228 §2.7.1), cut at its stars. Each star takes as little as it can (RFC 5229 §3.2).</summary>
/// <remarks>Pieces are found from left to right, each where it first stands: no way back is ever needed, so there is none.</remarks>
internal sealed class GlobPattern
{
    private readonly Piece[] _pieces;

    private GlobPattern(Piece[] pieces) => _pieces = pieces;

    public static GlobPattern Parse(string key, Func<string, string> fold)
    {
        var pieces = new List<Piece>();
        var text = new StringBuilder();
        var wildcards = new List<int>();
        for (var at = 0; at < key.Length; at++)
        {
            if (key[at] == '*')
                pieces.Add(Cut(text, wildcards, fold));
            else if (key[at] == '?')
            {
                wildcards.Add(text.Length);
                text.Append('?');
            }
            else
                text.Append(key[at] == '\\' && at + 1 < key.Length ? key[++at] : key[at]);
        }
        pieces.Add(Cut(text, wildcards, fold));
        return new([.. pieces]);
    }

    /// <summary>Whether the whole value matches.</summary>
    /// <param name="run">Counts the steps.</param>
    /// <param name="value">The folded value.</param>
    /// <param name="captures">Takes what each wildcard stands for; <see langword="null"/> where nobody asks.</param>
    public bool IsMatch(SieveRun run, string value, List<Range>? captures)
    {
        var first = _pieces[0];
        var end = first.MatchAt(run, value, 0, captures);
        if (end < 0 || _pieces.Length == 1)
            return end == value.Length;
        for (var index = 1; index < _pieces.Length - 1; index++)
        {
            var start = _pieces[index].Find(run, value, end);
            if (start < 0)
                return false;
            captures?.Add(end..start);
            end = _pieces[index].MatchAt(run, value, start, captures);
        }
        return MatchLast(run, value, end, captures);
    }

    // The last piece stands at the end, wherever else it stands before.
    private bool MatchLast(SieveRun run, string value, int from, List<Range>? captures)
    {
        var last = _pieces[^1];
        var start = last.StartFromEnd(value);
        if (start < from)
            return false;
        captures?.Add(from..start);
        return last.MatchAt(run, value, start, captures) == value.Length;
    }

    private static Piece Cut(StringBuilder text, List<int> wildcards, Func<string, string> fold)
    {
        var piece = new Piece(fold(text.ToString()), [.. wildcards]);
        text.Clear();
        wildcards.Clear();
        return piece;
    }

    private sealed class Piece(string text, int[] wildcards)
    {
        private readonly LinearSearch? _search = wildcards.Length == 0 ? new(text) : null;

        /// <summary>Matches the piece at a place.</summary>
        /// <returns>Where it ends; negative where it does not stand there.</returns>
        public int MatchAt(SieveRun run, string value, int at, List<Range>? captures)
        {
            if (_search is not null)
                return _search.IsAt(value, at) ? at + text.Length : -1;
            var count = captures?.Count ?? 0;
            var done = 0;
            foreach (var wildcard in wildcards)
            {
                var length = wildcard - done;
                if (value.Length - at <= length || !value.AsSpan(at, length).SequenceEqual(text.AsSpan(done, length)))
                    return Fail(captures, count);
                at += length;
                var size = CharacterSize(value, at);
                captures?.Add(at..(at + size));
                at += size;
                done = wildcard + 1;
            }
            run.Spend(1);
            var rest = text.AsSpan(done);
            return value.AsSpan(at).StartsWith(rest) ? at + rest.Length : Fail(captures, count);
        }

        /// <summary>Finds the first place from <paramref name="from"/> on; negative where there is none.</summary>
        public int Find(SieveRun run, string value, int from)
        {
            if (_search is not null)
                return _search.IndexIn(run, value, from);
            for (var at = from; at <= value.Length; at += Math.Max(1, CharacterSize(value, at)))
            {
                run.Spend(1 + (text.Length >> 4));
                if (MatchAt(run, value, at, null) >= 0)
                    return at;
            }
            return -1;
        }

        /// <summary>Where the piece would begin if it ended with the value; negative where the value is too short.</summary>
        public int StartFromEnd(string value)
        {
            var at = value.Length;
            var next = wildcards.Length - 1;
            for (var index = text.Length - 1; index >= 0 && at >= 0; index--)
            {
                var isWildcard = next >= 0 && wildcards[next] == index;
                if (isWildcard)
                    next--;
                at -= isWildcard && at >= 2 && char.IsSurrogatePair(value[at - 2], value[at - 1]) ? 2 : 1;
            }
            return at;
        }

        private static int Fail(List<Range>? captures, int count)
        {
            captures?.RemoveRange(count, captures.Count - count);
            return -1;
        }

        private static int CharacterSize(string value, int at) =>
            at >= value.Length ? 0 : at + 1 < value.Length && char.IsSurrogatePair(value[at], value[at + 1]) ? 2 : 1;
    }
}
