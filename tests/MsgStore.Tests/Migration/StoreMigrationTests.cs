using System.Text;
using MsgStore.Delivery;
using MsgStore.InMemory;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Migration;

namespace MsgStore.Tests.Migration;

public sealed class StoreMigrationTests
{
    private static readonly MailboxName Alice = MailboxName.Parse("alice@example.com");
    private static readonly MailboxName Bob = MailboxName.Parse("bob@example.com");

    private readonly InMemoryBackend _source = new(TimeProvider.System);
    private readonly InMemoryBackend _destination = new(TimeProvider.System);

    [Fact]
    public async Task Everything_is_at_the_destination_as_it_was()
    {
        await FillAsync();
        var report = await new StoreMigration(_source, _destination).RunAsync();
        Assert.True(report.IsComplete, string.Join('\n', report.Problems));
        Assert.Equal((2, 7L, 7L, 7L), (report.Mailboxes, report.Messages, report.Copied, report.Verified));
        Assert.Equal(await DescribeAsync(_source), await DescribeAsync(_destination));
    }

    [Fact]
    public async Task A_migration_that_was_stopped_goes_on_where_it_stopped()
    {
        await FillAsync();
        var options = new StoreMigrationOptions { BatchMessages = 1 };
        using var stop = new CancellationTokenSource();
        var stopping = new Recorder(progress =>
        {
            if (progress is { Phase: MigrationPhase.Copying, Done: 3 })
                stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new StoreMigration(_source, _destination, options).RunAsync(stopping, stop.Token));

        var report = await new StoreMigration(_source, _destination, options).RunAsync();
        Assert.True(report.IsComplete, string.Join('\n', report.Problems));
        Assert.Equal((7L, 4L), (report.Messages, report.Copied));
        Assert.Equal(await DescribeAsync(_source), await DescribeAsync(_destination));
    }

    [Fact]
    public async Task A_second_run_carries_over_what_changed_since()
    {
        await FillAsync();
        await new StoreMigration(_source, _destination).RunAsync();
        await DeliverAsync(Alice, "later");
        await using (var session = await _source.OpenAsync(new MailboxPath(Alice), MailboxAccess.Shared))
            await session.GetCapability<IFlagsCapability>()!.SetAsync(session.Messages[0].Key, new FlagChange(FlagChangeMode.Replace, MessageFlags.Answered, KeywordSet.Create("new")));

        var report = await new StoreMigration(_source, _destination).RunAsync();
        Assert.True(report.IsComplete, string.Join('\n', report.Problems));
        Assert.Equal(1, report.Copied);
        Assert.Equal(await DescribeAsync(_source), await DescribeAsync(_destination));
    }

    [Fact]
    public async Task A_destination_with_mail_of_its_own_is_left_as_it_is()
    {
        await FillAsync();
        await _destination.DeliverAsync(Envelope(Alice), MessageContent.FromMemory("Subject: own\r\n\r\n"u8.ToArray()));
        var report = await new StoreMigration(_source, _destination).RunAsync();
        var problem = Assert.Single(report.Problems);
        Assert.Equal(new MailboxPath(Alice), problem.Path);
        Assert.Contains("mail of its own", problem.Text, StringComparison.Ordinal);
        Assert.Single(await _destination.ListAsync(new MailboxPath(Alice)));
        Assert.Equal(2, (await _destination.ListAsync(new MailboxPath(Bob))).Count);
    }

    [Fact]
    public async Task A_mailbox_that_holds_more_than_it_may_take_is_copied_whole_with_its_limits()
    {
        await FillAsync();
        await _source.GetCapability<IQuotaCapability>()!.SetLimitsAsync(Alice, 30, 2);
        await _source.GetCapability<IQuotaCapability>()!.SetLimitsAsync(Bob, 1, 1);
        var report = await new StoreMigration(_source, _destination).RunAsync();
        Assert.True(report.IsComplete, string.Join('\n', report.Problems));
        Assert.Equal(7, report.Verified);
        Assert.Equal(await DescribeAsync(_source), await DescribeAsync(_destination));
    }

    [Fact]
    public async Task A_damaged_message_is_named_and_holds_up_no_other()
    {
        await FillAsync();
        var damaged = (await _source.ListAsync(new MailboxPath(Alice)))[1];
        var report = await new StoreMigration(new DamagedStore(_source, damaged.Key), _destination).RunAsync();
        Assert.Contains(report.Problems, problem => problem.Uid == damaged.Uid && problem.Text.Contains("damaged on purpose", StringComparison.Ordinal));
        Assert.Equal(6, report.Copied);
        Assert.Equal(2, (await _destination.ListAsync(new MailboxPath(Alice))).Count);
    }

    [Fact]
    public async Task Octets_that_differ_are_found()
    {
        await FillAsync();
        var changed = (await _source.ListAsync(new MailboxPath(Bob)))[1];
        await new StoreMigration(_source, _destination).RunAsync();
        var report = await new StoreMigration(_source, new DamagedStore(_destination, changed.Key, isSilent: true)).RunAsync();
        var problem = Assert.Single(report.Problems);
        Assert.Equal((new MailboxPath(Bob), changed.Uid), (problem.Path, problem.Uid));
        Assert.Equal(6, report.Verified);
    }

    private async Task FillAsync()
    {
        foreach (var subject in (string[])["one", "two", "three"])
            await DeliverAsync(Alice, subject);
        await DeliverAsync(Bob, "four");
        await DeliverAsync(Bob, "five");
        var folders = _source.GetCapability<IFoldersCapability>()!;
        await folders.CreateAsync(new MailboxPath(Alice, FolderName.Parse("Projects/Müller")));
        await folders.CreateAsync(new MailboxPath(Alice, FolderName.Parse("Old")), SpecialUse.Archive);
        await using var session = await _source.OpenAsync(new MailboxPath(Alice, FolderName.Parse("Projects/Müller")), MailboxAccess.Shared);
        var append = session.GetCapability<IAppendCapability>()!;
        foreach (var uid in (uint[])[5, 99])
            await append.AppendAsync(MessageContent.FromMemory(Encoding.ASCII.GetBytes($"Subject: {uid}\r\n\r\n")), new AppendOptions
            {
                Uid = uid,
                Flags = MessageFlags.Seen,
                Keywords = KeywordSet.Create("$Forwarded"),
                InternalDate = new DateTimeOffset(2011, 2, 3, 4, 5, 6, TimeSpan.Zero),
            });
        await _source.GetCapability<IQuotaCapability>()!.SetLimitsAsync(Alice, 1_000_000, null);
        await _source.GetCapability<IMetadataCapability>()!.SetAsync(Alice, null, "/private/comment", "mine");
    }

    private Task<DeliveryReport> DeliverAsync(MailboxName mailbox, string subject) =>
        _source.DeliverAsync(Envelope(mailbox), MessageContent.FromMemory(Encoding.ASCII.GetBytes($"Subject: {subject}\r\n\r\nbody\r\n"))).AsTask();

    private static Envelope Envelope(MailboxName mailbox) => new()
    {
        Id = EnvelopeId.New(DateTimeOffset.UnixEpoch),
        From = null,
        Recipients = [new Recipient(EmailAddress.Parse(mailbox.ToString())) { Mailbox = mailbox }],
        ReceivedAt = DateTimeOffset.UnixEpoch.AddDays(10_000),
    };

    /// <summary>All a client could see of a store.</summary>
    private static async Task<string> DescribeAsync(InMemoryBackend store)
    {
        var text = new StringBuilder();
        foreach (var mailbox in (MailboxName[])[Alice, Bob])
        {
            var quota = await store.GetCapability<IQuotaCapability>()!.GetAsync(mailbox);
            var metadata = await store.GetCapability<IMetadataCapability>()!.GetAsync(mailbox, null);
            text.AppendLine($"{mailbox} {quota} {string.Join(',', metadata)}");
            foreach (var folder in await store.GetCapability<IFoldersCapability>()!.ListAsync(mailbox))
            {
                await using var session = await store.OpenAsync(new MailboxPath(mailbox, folder.Name), MailboxAccess.Shared);
                text.AppendLine($"{folder} {session.State.UidValidity} {session.State.UidNext}");
                foreach (var message in session.Messages)
                {
                    using var reader = new StreamReader(await session.RetrieveAsync(message.Key));
                    text.AppendLine($"{message with { ModSeq = 1 }} {await reader.ReadToEndAsync()}");
                }
            }
        }
        return text.ToString();
    }

    private sealed class Recorder(Action<MigrationProgress> seen) : IProgress<MigrationProgress>
    {
        public void Report(MigrationProgress value) => seen(value);
    }
}
