using System.IO.Pipelines;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Protocols;
using MsgStore.Protocols.Smtp;

namespace MsgStore.Benchmarks;

/// <summary>One SMTP session that sends one message to an agent that throws it away, beside copying the same octets through the same pipe.</summary>
[MemoryDiagnoser]
public class SmtpSessionBenchmarks
{
    private byte[] _dialogue = [];
    private SmtpServerServices? _services;

    [Params(4, 64, 10_240)]
    public int MessageKiB { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _dialogue = [.. "EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n"u8, .. Corpus.DotStuffed(MessageKiB), .. "QUIT\r\n"u8];
        var accounts = new InMemoryAccountsOptions();
        accounts.Users["b@example.com"] = "x";
        _services = new SmtpServerServices
        {
            Delivery = new Discard(),
            Recipients = new InMemoryAccounts(Options.Create(accounts)),
            Contents = new ContentBufferFactory(Options.Create(new ContentBufferOptions())),
        };
    }

    [Benchmark(Baseline = true)]
    public async Task<long> Copy()
    {
        var reader = PipeReader.Create(new MemoryStream(_dialogue));
        long total = 0;
        while (true)
        {
            var result = await reader.ReadAsync();
            total += result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return total;
        }
    }

    [Benchmark]
    public async Task<string> Receive()
    {
        var replies = new MemoryStream();
        var pipe = new Duplex(PipeReader.Create(new MemoryStream(_dialogue)), PipeWriter.Create(replies));
        await new SmtpServerSession(pipe, new ConnectionFacts(), new SmtpServerOptions(), _services!).RunAsync();
        var text = Encoding.ASCII.GetString(replies.ToArray());
        return text.Contains("250 2.0.0", StringComparison.Ordinal) ? text : throw new InvalidOperationException(text);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Discard : IDeliveryAgent
    {
        public ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(DeliveryReport.ForAll(envelope, RecipientOutcome.Discarded));
    }
}
