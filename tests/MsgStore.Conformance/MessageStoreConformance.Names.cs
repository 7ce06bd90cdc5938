using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;
using Xunit;

namespace MsgStore.Conformance;

public abstract partial class MessageStoreConformance
{
    public static TheoryData<string> OddMailboxNames { get; } =
    [
        "cur@example.com", "new@example.com", "tmp@example.com", "con@example.com", "-rf@example.com", "~root@example.com", "a%2fb@example.com",
        "{localpart}@example.com", "$HOME@example.com", "a=b@example.com", "a`b@example.com", "a|b@example.com", "a'b@example.com",
        "*@example.com", "?@example.com", "grüße@example.com", "日本語@example.com", "msgstore@example.com", "alice@xn--bcher-kva.example",
        "0123456789012345678901234567890123456789012345678901234567890123@example.com",
    ];

    [Theory]
    [MemberData(nameof(OddMailboxNames))]
    public async Task Odd_mailbox_name_has_a_mailbox_of_its_own(string text)
    {
        await using var harness = await CreateAsync();
        var name = MailboxName.Parse(text);
        await harness.DeliverAsync("for alice");
        await harness.DeliverAsync(Samples.Subject("odd"), Samples.To(name));
        await using var session = await harness.OpenSecond().OpenAsync(new MailboxPath(name), MailboxAccess.Exclusive);
        Assert.Contains("odd", await session.ReadTextAsync(Assert.Single(session.Messages).Key), StringComparison.Ordinal);
        if (harness.Verb<IMailboxesCapability>() is { } mailboxes)
        {
            var all = new List<MailboxName>();
            await foreach (var mailbox in mailboxes.EnumerateAsync())
                all.Add(mailbox);
            Assert.Equal(2, all.Count);
            Assert.Contains(Samples.Alice, all);
            Assert.Contains(name, all);
        }
    }

    [Fact]
    public async Task Same_local_part_in_two_domains_is_two_mailboxes()
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync(Samples.Subject("com"), Samples.To(MailboxName.Parse("info@example.com")));
        await harness.DeliverAsync(Samples.Subject("org"), Samples.To(MailboxName.Parse("info@example.org")));
        var messages = await harness.Backend.ListAsync(new MailboxPath(MailboxName.Parse("info@example.org")));
        Assert.Single(messages);
    }

    [Theory]
    [InlineData("Entwürfe")]
    [InlineData("日本語/台北")]
    [InlineData("a & b")]
    [InlineData("~peter/mail")]
    [InlineData("cur")]
    [InlineData("a=b,S=1:2,S")]
    [InlineData("INBOX/Below")]
    [InlineData("😀")]
    public async Task Folder_name_survives_the_round_trip(string text)
    {
        await using var harness = await CreateAsync();
        if (harness.Verb<IFoldersCapability>() is not { } folders)
            return;
        var path = Samples.Inbox with { Folder = FolderName.Parse(text) };
        await folders.CreateAsync(path);
        await harness.DeliverAsync(Samples.Subject("filed"), Samples.To(Samples.Alice, new Delivery.Placement(path.Folder)));
        Assert.Single(await harness.OpenSecond().ListAsync(path));
        Assert.Contains(text, (await folders.ListAsync(Samples.Alice)).Select(folder => folder.Name.Value));
        await folders.DeleteAsync(path);
        Assert.DoesNotContain(text, (await folders.ListAsync(Samples.Alice)).Select(folder => folder.Name.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a//b")]
    [InlineData("../escape")]
    [InlineData("a/../b")]
    [InlineData(".")]
    [InlineData("a\0b")]
    [InlineData("a\r\nb")]
    [InlineData("a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q")]
    public void Hostile_folder_name_is_no_folder_name(string text)
    {
        Assert.False(FolderName.TryParse(text, out _));
        Assert.Equal(StoreError.InvalidFolderName, Assert.Throws<MsgStoreException>(() => FolderName.Parse(text)).Error);
    }
}
