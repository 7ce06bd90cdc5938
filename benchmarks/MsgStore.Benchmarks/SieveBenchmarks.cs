using System.Text;
using BenchmarkDotNet.Attributes;
using MsgStore.Sieve;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Benchmarks;

/// <summary>A user's script of 50 rules and a message of 4 KiB: to compile it, to read the message for the first time, and to evaluate once both are warm.</summary>
[MemoryDiagnoser]
public class SieveBenchmarks
{
    private readonly SieveCompiler _compiler = new();
    private byte[] _script = [];
    private byte[] _message = [];
    private SieveProgram _program = null!;
    private SieveInput _input = null!;

    [GlobalSetup]
    public void Setup()
    {
        var script = new StringBuilder("require [\"fileinto\", \"imap4flags\", \"envelope\", \"variables\", \"body\"];\r\n");
        for (var rule = 0; rule < 50; rule++)
            script.Append((rule % 5) switch
            {
                0 => $"if header :contains [\"subject\", \"list-id\"] \"topic number {rule}\" {{ fileinto \"Topic{rule}\"; stop; }}\r\n",
                1 => $"if address :domain \"from\" [\"shop{rule}.example.com\", \"mail{rule}.example.org\"] {{ setflag \"\\\\Flagged\"; fileinto \"Shops\"; stop; }}\r\n",
                2 => $"if header :matches \"subject\" \"[list{rule}] *\" {{ fileinto \"List.${{1}}\"; stop; }}\r\n",
                3 => $"if allof (envelope :is \"to\" \"me+{rule}@example.com\", not exists \"x-seen\") {{ discard; stop; }}\r\n",
                _ => $"if anyof (size :over {rule}M, header :is \"x-tag\" \"tag{rule}\") {{ redirect \"a{rule}@example.net\"; stop; }}\r\n",
            });
        _script = Encoding.UTF8.GetBytes(script.ToString());
        _message = Encoding.ASCII.GetBytes("Received: from relay.example.net by mx.example.com; Tue, 1 Apr 2025 09:06:31 +0000\r\nFrom: Somebody <somebody@example.net>\r\nTo: me@example.com\r\n"
            + "Subject: Nothing that any rule knows\r\nDate: Tue, 1 Apr 2025 09:06:30 +0000\r\nMessage-ID: <x@example.net>\r\nX-Tag: other\r\n\r\n" + string.Concat(Enumerable.Repeat("Lorem ipsum dolor sit amet.\r\n", 130)));
        _program = _compiler.Compile(_script).Program!;
        _input = Input();
    }

    [Benchmark]
    public SieveCompilation Compile() => _compiler.Compile(_script);

    [Benchmark]
    public ValueTask<SieveResult> EvaluateNewMessage() => _program.EvaluateAsync(Input());

    [Benchmark]
    public ValueTask<SieveResult> EvaluateWarm() => _program.EvaluateAsync(_input);

    private SieveInput Input() => new()
    {
        Message = SieveMessage.FromMemory(_message),
        Envelope = new() { From = "somebody@example.net", To = "me@example.com" },
    };
}
