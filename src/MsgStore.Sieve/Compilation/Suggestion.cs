namespace MsgStore.Sieve.Compilation;

/// <summary>Finds the name somebody meant.</summary>
internal static class Suggestion
{
    private const int MaxLength = 32;

    public static string? For(string name, IEnumerable<string> known)
    {
        if (name.Length > MaxLength)
            return null;
        var best = known.Where(candidate => candidate.Length <= MaxLength)
            .Select(candidate => (candidate, Distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(pair => pair.Distance).FirstOrDefault();
        return best.candidate is not null && best.Distance <= Math.Max(1, name.Length / 3) ? best.candidate : null;
    }

    // Letters to insert, remove or replace.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var l = 1; l <= left.Length; l++)
        {
            var diagonal = row[0];
            row[0] = l;
            for (var r = 1; r <= right.Length; r++)
            {
                var above = row[r];
                row[r] = Math.Min(Math.Min(above, row[r - 1]) + 1, diagonal + (left[l - 1] == right[r - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[right.Length];
    }
}
