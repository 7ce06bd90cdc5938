namespace MsgStore.Mime.Tests.Oracle;

/// <summary>Makes an input smaller while something stays true of it: first by lines, then by octets.</summary>
internal static class Shrinker
{
    private const int MaxTries = 4000;

    public static byte[] Shrink(byte[] input, Func<byte[], bool> holds)
    {
        var tries = 0;
        input = ShrinkBy(MessageMutator.Lines(input), pieces => [.. pieces.SelectMany(piece => piece)], holds, ref tries);
        return ShrinkBy([.. input.Select(octet => new[] { octet })], pieces => [.. pieces.SelectMany(piece => piece)], holds, ref tries);
    }

    private static byte[] ShrinkBy(List<byte[]> pieces, Func<IEnumerable<byte[]>, byte[]> join, Func<byte[], bool> holds, ref int tries)
    {
        for (var size = Math.Max(1, pieces.Count / 2); size > 0; size /= 2)
            for (var at = 0; at + size <= pieces.Count && tries < MaxTries; tries++)
            {
                var candidate = pieces.Where((_, index) => index < at || index >= at + size).ToList();
                if (holds(join(candidate)))
                    pieces = candidate;
                else
                    at += size;
            }
        return join(pieces);
    }
}
