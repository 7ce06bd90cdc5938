namespace MsgStore.Mime.Tests.Oracle;

/// <summary>All differences that are meant. Each is as narrow as its reason: it looks at the octets in question and at what either reader made of them.</summary>
internal static partial class KnownDifferences
{
    public static IReadOnlyList<KnownDifference> All { get; } = [.. OfStructure(), .. OfValues(), .. OfAddresses(), .. OfTexts(), .. OfBodies()];

    /// <summary>The first that explains a difference; <see langword="null"/> where none does.</summary>
    public static KnownDifference? Of(Difference difference) => All.FirstOrDefault(known => known.Aspect == difference.Aspect && known.Explains(difference));
}
