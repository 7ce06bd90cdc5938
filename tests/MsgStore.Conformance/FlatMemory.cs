using System.Diagnostics;
using Xunit;

namespace MsgStore.Conformance;

/// <summary>Tells what a transfer holds in memory from what other tests of the process hold for a moment: only the former stays while the transfer waits.</summary>
public sealed class FlatMemory
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>Requires that no more is held than at the beginning and so much on top, now or soon while nothing of the transfer moves.</summary>
    public void RequireGrowthBelow(long octets)
    {
        var clock = Stopwatch.StartNew();
        long growth;
        do
            growth = GC.GetTotalMemory(forceFullCollection: true) - _before;
        while (growth > octets && clock.Elapsed < Timeout);
        Assert.InRange(growth, long.MinValue, octets);
    }
}
