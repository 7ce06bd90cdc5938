using System.Text;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>Reads a maildrop over POP3, a line at a time.</summary>
internal static class Maildrop
{
    /// <summary>The answer to STAT.</summary>
    public static async Task<string> StatAsync(int port)
    {
        using var client = await LoginAsync(port);
        var answer = await ExpectAsync(client, "STAT");
        await ExpectAsync(client, "QUIT");
        return answer;
    }

    /// <summary>Every message of the demo user, dot-unstuffed.</summary>
    public static async Task<List<string>> ReadAllAsync(int port, bool delete = false)
    {
        using var client = await LoginAsync(port);
        var count = int.Parse((await ExpectAsync(client, "STAT")).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        var messages = new List<string>(count);
        for (var number = 1; number <= count; number++)
        {
            await ExpectAsync(client, $"RETR {number}");
            messages.Add(await ReadBodyAsync(client));
            if (delete)
                await ExpectAsync(client, $"DELE {number}");
        }
        await ExpectAsync(client, "QUIT");
        return messages;
    }

    private static async Task<LineClient> LoginAsync(int port)
    {
        var client = await LineClient.ConnectAsync(port);
        Assert.StartsWith("+OK", await client.ReadLineAsync(), StringComparison.Ordinal);
        await ExpectAsync(client, $"USER {QuickstartProcess.User}");
        await ExpectAsync(client, $"PASS {QuickstartProcess.Password}");
        return client;
    }

    private static async Task<string> ExpectAsync(LineClient client, string command)
    {
        await client.SendAsync(command + "\r\n");
        var reply = await client.ReadLineAsync() ?? "";
        Assert.StartsWith("+OK", reply, StringComparison.Ordinal);
        return reply;
    }

    private static async Task<string> ReadBodyAsync(LineClient client)
    {
        var text = new StringBuilder();
        while (await client.ReadLineAsync() is { } line && line != ".")
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return text.ToString();
    }
}
