using System.Collections.Concurrent;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>Sends numbered messages over several sessions and keeps the numbers that were answered 250.</summary>
internal sealed class Sender(int port)
{
    private readonly ConcurrentBag<int> _acknowledged = [];

    public IReadOnlyCollection<int> Acknowledged => _acknowledged;

    /// <summary>The reply codes that were not 250, to messages and to MAIL and RCPT.</summary>
    public ConcurrentBag<string> Refusals { get; } = [];

    /// <summary>Sends until the numbers end, the server is gone or <paramref name="acknowledged"/> says stop.</summary>
    public Task RunAsync(int sessions, IEnumerator<int> numbers, Func<int, bool>? acknowledged = null) =>
        Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Run(() => SessionAsync(numbers, acknowledged))));

    private async Task SessionAsync(IEnumerator<int> numbers, Func<int, bool>? acknowledged)
    {
        try
        {
            using var client = await LineClient.ConnectAsync(port);
            await client.ReadReplyAsync();
            await client.AskAsync("EHLO sender.example");
            while (Next(numbers) is { } number)
            {
                if (!await SendAsync(client, number))
                    return;
                if (acknowledged?.Invoke(_acknowledged.Count) == false)
                    return;
            }
            await client.AskAsync("QUIT");
        }
        catch (IOException)
        {
            // The server was killed: what was not acknowledged does not count.
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Likewise.
        }
    }

    private async Task<bool> SendAsync(LineClient client, int number)
    {
        foreach (var command in new[] { "MAIL FROM:<s@example.org>", $"RCPT TO:<{QuickstartProcess.User}>", "DATA" })
        {
            var reply = await client.AskAsync(command);
            if (reply is null)
                return false;
            if (reply[0] is '2' or '3')
                continue;
            Refusals.Add(reply);
            return await client.AskAsync("RSET") is not null;
        }
        await client.SendAsync(NumberedMessage.Create(number));
        var answer = await client.AskAsync(".");
        if (answer?.StartsWith("250 ", StringComparison.Ordinal) == true)
            _acknowledged.Add(number);
        else if (answer is not null)
            Refusals.Add(answer);
        return answer is not null;
    }

    private static int? Next(IEnumerator<int> numbers)
    {
        lock (numbers)
            return numbers.MoveNext() ? numbers.Current : null;
    }
}
