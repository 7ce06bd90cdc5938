using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>A client that speaks a dialogue written as text: lines that begin with <c>C: </c> are sent, with <c>S: </c> awaited.</summary>
internal sealed class LineClient(IDuplexPipe transport)
{
    // A net under a server that hangs; no test waits for it to pass.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private PipeReader _input = transport.Input;
    private PipeWriter _output = transport.Output;

    public async Task SendAsync(string text) => await SendAsync(Octets.Of(text));

    public async Task SendAsync(ReadOnlyMemory<byte> octets)
    {
        using var net = new CancellationTokenSource(Patience);
        await _output.WriteAsync(octets, net.Token);
    }

    /// <summary>Ends the client's side of the connection.</summary>
    public async Task HangUpAsync() => await _output.CompleteAsync();

    /// <summary>Stops reading, as a client that has gone.</summary>
    public async Task StopReadingAsync() => await _input.CompleteAsync();

    /// <summary>Reads a line; <see langword="null"/> at the end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        using var net = new CancellationTokenSource(Patience);
        while (true)
        {
            var result = await _input.ReadAsync(net.Token);
            var end = result.Buffer.PositionOf((byte)'\n');
            if (end is { } at)
            {
                var line = Encoding.UTF8.GetString(result.Buffer.Slice(0, at));
                _input.AdvanceTo(result.Buffer.GetPosition(1, at));
                return line.TrimEnd('\r');
            }

            _input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
                return result.Buffer.IsEmpty ? null : Encoding.UTF8.GetString(result.Buffer);
        }
    }

    /// <summary>Reads all that comes until the server ends.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var net = new CancellationTokenSource(Patience);
        while (true)
        {
            var result = await _input.ReadAsync(net.Token);
            if (result.IsCompleted)
            {
                var text = Encoding.UTF8.GetString(result.Buffer);
                _input.AdvanceTo(result.Buffer.End);
                return text;
            }

            _input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>Plays a dialogue. An awaited line may end in <c>*</c>, which stands for anything; <c>S: (closed)</c> awaits the end.</summary>
    public async Task PlayAsync(string dialogue)
    {
        var number = 0;
        foreach (var line in dialogue.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            number++;
            if (line.StartsWith("C:", StringComparison.Ordinal))
                await SendAsync((line.Length > 3 ? line[3..] : "") + "\r\n");
            else
                Expect(line.Length > 3 ? line[3..] : "", await ReadLineAsync(), number);
        }
    }

    /// <summary>Goes on over another connection, as after STARTTLS.</summary>
    public void SwitchTo(Stream stream)
    {
        _input = PipeReader.Create(stream);
        _output = PipeWriter.Create(stream);
    }

    private static void Expect(string expected, string? line, int number)
    {
        if (expected == "(closed)")
            Assert.Null(line);
        else if (expected.EndsWith('*'))
            Assert.True(line?.StartsWith(expected[..^1], StringComparison.Ordinal), $"Line {number}: awaited '{expected}', got '{line}'.");
        else
            Assert.True(line == expected, $"Line {number}: awaited '{expected}', got '{line}'.");
    }
}
