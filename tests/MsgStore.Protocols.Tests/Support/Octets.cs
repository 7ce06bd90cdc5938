using FsCheck;
using FsCheck.Fluent;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>Octets that are likely to hurt, and ways to cut them.</summary>
internal static class Octets
{
    private static readonly string[] Pieces =
        ["\r", "\n", "\r\n", ".", "..", "\r\n.\r\n", "\r\n.", "a", "bc", "\0", "\n.\n", "\n.\r\n", "\r.\r", "\r\n..\r\n", "é", " ", "\r\n\r\n"];

    public static byte[] Of(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> octets) => System.Text.Encoding.UTF8.GetString(octets);

    /// <summary>Cuts octets by the given lengths, over and over; the whole where there are none.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> octets, int[] lengths)
    {
        for (var i = 0; !octets.IsEmpty; i++)
        {
            var length = lengths.Length == 0 ? octets.Length : Math.Min(lengths[i % lengths.Length], octets.Length);
            yield return octets[..length];
            octets = octets[length..];
        }
    }

    /// <summary>Texts of pieces that matter to line protocols.</summary>
    public static class Nasty
    {
        public static Arbitrary<string> Texts() => Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary();
    }

    /// <summary>CRLF text in which dots stand where they are stuffed.</summary>
    public static class Proper
    {
        public static Arbitrary<string> Texts() =>
            Gen.Elements("\r\n", ".", "..", "text", " ", "é", "\r\n.", "\r\n\r\n").ArrayOf().Select(string.Concat).ToArbitrary();
    }

    /// <summary>Lengths of pieces to cut octets into.</summary>
    public static class Cuts
    {
        public static Arbitrary<int[]> Lengths() => Gen.Choose(1, 7).ArrayOf().ToArbitrary();
    }
}
