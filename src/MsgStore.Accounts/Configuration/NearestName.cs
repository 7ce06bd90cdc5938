namespace MsgStore.Accounts.Configuration;

/// <summary>Guesses what a misspelt key was to be.</summary>
internal static class NearestName
{
    private const int MaxDistance = 4;

    /// <summary>The known name with the fewest edits between it and <paramref name="name"/>; <see langword="null"/> where none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > 64)
            return null;
        var (best, distance) = known.Select(candidate => (candidate, Distance(name, candidate))).MinBy(pair => pair.Item2);
        return distance <= Math.Min(MaxDistance, name.Length / 2) ? best : null;
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
