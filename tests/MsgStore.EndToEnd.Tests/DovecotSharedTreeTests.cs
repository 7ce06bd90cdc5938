using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MsgStore.EndToEnd.Tests.Harness;
using MsgStore.Mailboxes;
using MsgStore.Maildir;
using Xunit.Abstractions;

namespace MsgStore.EndToEnd.Tests;

/// <summary>Dovecot and MsgStore deliver to one mailbox and list it at the same time, and MsgStore is killed again and again.</summary>
[Collection(LoadCollection.Name)]
public sealed class DovecotSharedTreeTests(ITestOutputHelper output)
{
    private const int Rounds = 6;

    [Fact]
    public async Task Nothing_is_lost_and_no_uid_changes_while_both_work_and_one_is_killed()
    {
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Root, (UnixFileMode)0b111_101_101);
        var tree = folder.File("mail");
        var inbox = Path.Combine(tree, "example.com", "demo");
        Directory.CreateDirectory(tree);
        await Run.Async("chown", ["mail:mail", tree]);
        await using var dovecot = await DovecotProcess.StartAsync(folder.File("dovecot"), "demo", inbox);
        using var numbers = Enumerable.Range(1, int.MaxValue - 1).GetEnumerator();
        var stored = new List<int>();
        var uids = new SortedDictionary<int, uint>();

        for (var round = 0; round < Rounds; round++)
        {
            await using var host = await QuickstartProcess.StartAsUserAsync(DovecotProcess.MailId, tree);
            await Maildrop.StatAsync(host.Pop3Port);
            var sender = new Sender(host.SmtpPort);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var sending = sender.RunAsync(4, numbers, count => count < 40 || enough.TrySetResult() || true);
            var byDovecot = DeliverAsync(dovecot, 100_000 * (round + 1), enough.Task);
            var listing = ListAsync(dovecot, uids, enough.Task);
            await Task.WhenAny(enough.Task, sending);
            await host.KillAsync();
            await sending;
            Assert.Empty(sender.Refusals);
            stored.AddRange(sender.Acknowledged);
            stored.AddRange(await byDovecot);
            await listing;
        }

        await RecordAsync(dovecot, uids);
        Assert.Empty(stored.Except(uids.Keys));
        await using var services = Services(tree);
        await using var session = await services.GetRequiredService<IMessageStore>().OpenAsync(new MailboxPath(MailboxName.Parse(QuickstartProcess.User)), MailboxAccess.Shared);
        var ours = new SortedDictionary<int, uint>();
        foreach (var message in session.Messages)
        {
            using var reader = new StreamReader(await session.RetrieveAsync(message.Key));
            ours.Add(NumberedMessage.Check(await reader.ReadToEndAsync()), message.Uid);
        }
        output.WriteLine($"{stored.Count} acknowledged, {ours.Count} stored");
        Assert.Equal(uids, ours);
    }

    private static ServiceProvider Services(string tree)
    {
        var services = new ServiceCollection();
        services.AddMsgStore().UseMaildir(options => options.Root = tree);
        return services.BuildServiceProvider();
    }

    private static async Task<List<int>> DeliverAsync(DovecotProcess dovecot, int first, Task until)
    {
        var delivered = new List<int>();
        do
        {
            // Dovecot writes bare line feeds; the numbers end in 1 to 9 so that the messages stay small.
            var number = first + (delivered.Count * 10) + 1;
            await dovecot.DeliverAsync(NumberedMessage.Create(number));
            delivered.Add(number);
        }
        while (!until.IsCompleted);
        return delivered;
    }

    private static async Task ListAsync(DovecotProcess dovecot, SortedDictionary<int, uint> uids, Task until)
    {
        do
            await RecordAsync(dovecot, uids);
        while (!until.IsCompleted);
    }

    /// <summary>Adds the messages Dovecot sees, after checking that those seen before have the UIDs they had.</summary>
    private static async Task RecordAsync(DovecotProcess dovecot, SortedDictionary<int, uint> uids)
    {
        foreach (var fields in await dovecot.FetchAsync("uid hdr.x-number"))
        {
            var (uid, number) = (uint.Parse(fields[0], CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture));
            if (!uids.TryAdd(number, uid))
                Assert.Equal(uids[number], uid);
        }
    }
}
