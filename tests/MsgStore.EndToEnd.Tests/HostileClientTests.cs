using System.Text;
using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>Clients that mean no good get a reply or a closed connection, and the server goes on as before.</summary>
[Collection(LoadCollection.Name)]
public sealed class HostileClientTests
{
    [Theory]
    [InlineData("\n.\n")]
    [InlineData("\n.\r\n")]
    [InlineData("\r\n.\n")]
    [InlineData("\r.\r")]
    [InlineData("\r\n.\r")]
    [InlineData("\r\r\n.\r\r\n")]
    [InlineData("\n\n.\r\n")]
    public async Task Smuggled_end_of_data_ends_nothing_and_the_message_is_refused(string end)
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"));
        using (var client = await LineClient.ConnectAsync(host.SmtpPort))
        {
            await client.ReadReplyAsync();
            await client.AskAsync("EHLO x");
            await client.AskAsync("MAIL FROM:<>");
            await client.AskAsync($"RCPT TO:<{QuickstartProcess.User}>");
            await client.AskAsync("DATA");
            var reply = await client.AskAsync($"Subject: outer\r\n\r\nbody{end}MAIL FROM:<evil@example.org>\r\nRCPT TO:<{QuickstartProcess.User}>\r\nDATA\r\nSubject: inner\r\n\r\nx\r\n.");
            Assert.True(reply is null || reply.StartsWith('5'), reply);
        }
        Assert.Empty(await Maildrop.ReadAllAsync(host.Pop3Port));
    }

    [Theory]
    [InlineData("smtp")]
    [InlineData("pop3")]
    public async Task Endless_line_ends_the_connection_in_flat_memory(string listener)
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"));
        var before = host.PeakMemoryInMiB;
        for (var i = 0; i < 20; i++)
        {
            using var client = await LineClient.ConnectAsync(host.Ports[listener]);
            await client.ReadLineAsync();
            await TrySendAsync(client, Enumerable.Repeat(Encoding.ASCII.GetBytes(new string('A', 65536)), 64));
        }
        Assert.InRange(host.PeakMemoryInMiB - before, 0, 40);
        Assert.StartsWith("+OK 0 0", await Maildrop.StatAsync(host.Pop3Port), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_beyond_the_size_limit_is_refused_however_it_comes()
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"));
        using var client = await LineClient.ConnectAsync(host.SmtpPort);
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO x");
        Assert.StartsWith("552 5.3.4", await client.AskAsync("MAIL FROM:<> SIZE=99999999999"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<> SIZE=10"), StringComparison.Ordinal);
        await client.AskAsync($"RCPT TO:<{QuickstartProcess.User}>");
        await client.AskAsync("DATA");
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 78) + "\r\n", 800)));
        await TrySendAsync(client, [Encoding.ASCII.GetBytes("Subject: huge\r\n\r\n"), .. Enumerable.Repeat(block, 600)]);
        var reply = await client.AskAsync(".");
        Assert.True(reply is null || reply.StartsWith("552 5.3.4", StringComparison.Ordinal), reply);
        Assert.Empty(await Maildrop.ReadAllAsync(host.Pop3Port));
    }

    private static async Task TrySendAsync(LineClient client, IEnumerable<byte[]> blocks)
    {
        try
        {
            foreach (var block in blocks)
                await client.SendAsync(block);
        }
        catch (IOException)
        {
            // The server has had enough, as it should.
        }
    }
}
