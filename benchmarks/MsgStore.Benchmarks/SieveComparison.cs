using System.Diagnostics;
using System.Globalization;
using MsgStore.Sieve;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Benchmarks;

/// <summary>This engine and Pigeonhole's <c>sieve-test</c> in one run, in turn: what it costs to compile 50 rules, and to evaluate them on a message of 4 KiB.</summary>
/// <remarks>
/// <c>sieve-test</c> is a process for each message, most of whose time is its start. So it is given scripts of 50 and of many rules, and what counts is the
/// difference, for 50 rules: with and without a compiled binary beside the script. Here 50 rules are run in one warm process, as a server does, with all that
/// belongs to a message: reading its header too.
/// </remarks>
internal static class SieveComparison
{
    private const int Few = 50;
    private const int Many = 3050;
    private const int PeerRuns = 20;
    private const int OwnRuns = 2000;

    private static readonly byte[] Script = SieveCorpus.Script(Few);
    private static readonly SieveCompiler Compiler = new();

    public static void Run(int rounds)
    {
        using var peer = new SieveTestPeer([Few, Many]);
        var (peerCompile, peerEvaluate, ownCompile, ownEvaluate) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var program = Compile();
        for (var warming = 0; warming < 3; warming++)
            _ = (MedianTime(OwnRuns, () => Compile()), MedianTime(OwnRuns, () => Evaluate(program)));
        for (var round = 0; round < rounds; round++)
        {
            var compiled = OfFewRules(rules => peer.Run(rules, isCompiling: false));
            peerEvaluate.Add(compiled);
            peerCompile.Add(OfFewRules(rules => peer.Run(rules, isCompiling: true)) - compiled);
            ownCompile.Add(MedianTime(OwnRuns, () => Compile()));
            ownEvaluate.Add(MedianTime(OwnRuns, () => Evaluate(program)));
        }

        Print("compile 50 rules", ownCompile, peerCompile);
        Print("evaluate 50 rules on a message not seen before", ownEvaluate, peerEvaluate);
    }

    private static void Print(string what, List<double> own, List<double> peer)
    {
        var (ours, theirs) = (Median(own), Median(peer));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {ours * 1000:F1} µs, sieve-test {theirs * 1000:F1} µs, ratio {ours / theirs:F2} (medians of {own.Count})"));
    }

    private static SieveProgram Compile() => Compiler.Compile(Script).Program ?? throw new InvalidOperationException("The script does not compile.");

    private static void Evaluate(SieveProgram program)
    {
        // Nothing here waits: the environment of an evaluation without one answers at once.
        var evaluation = program.EvaluateAsync(new()
        {
            Message = SieveMessage.FromMemory(SieveCorpus.Message),
            Envelope = new() { From = SieveCorpus.Sender, To = SieveCorpus.Recipient },
        });
        if (!evaluation.IsCompletedSuccessfully || evaluation.Result.Error is not null)
            throw new InvalidOperationException("The evaluation failed.");
    }

    private static double OfFewRules(Action<int> run) => (MedianTime(PeerRuns, () => run(Many)) - MedianTime(PeerRuns, () => run(Few))) * Few / (Many - Few);

    private static double MedianTime(int runs, Action run) => Median([.. Enumerable.Range(0, runs).Select(_ =>
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    })]);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
