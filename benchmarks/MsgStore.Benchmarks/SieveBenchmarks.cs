using BenchmarkDotNet.Attributes;
using MsgStore.Sieve;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Benchmarks;

/// <summary>A user's script of 50 rules and a message of 4 KiB: to compile it, to read the message for the first time, and to evaluate once both are warm.</summary>
[MemoryDiagnoser]
public class SieveBenchmarks
{
    private readonly SieveCompiler _compiler = new();
    private readonly byte[] _script = SieveCorpus.Script(50);
    private SieveProgram _program = null!;
    private SieveInput _input = null!;

    [GlobalSetup]
    public void Setup()
    {
        _program = _compiler.Compile(_script).Program!;
        _input = Input();
    }

    [Benchmark]
    public SieveCompilation Compile() => _compiler.Compile(_script);

    [Benchmark]
    public ValueTask<SieveResult> EvaluateNewMessage() => _program.EvaluateAsync(Input());

    [Benchmark]
    public ValueTask<SieveResult> EvaluateWarm() => _program.EvaluateAsync(_input);

    private static SieveInput Input() => new()
    {
        Message = SieveMessage.FromMemory(SieveCorpus.Message),
        Envelope = new() { From = SieveCorpus.Sender, To = SieveCorpus.Recipient },
    };
}
