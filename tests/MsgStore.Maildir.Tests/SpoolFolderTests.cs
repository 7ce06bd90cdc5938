using Microsoft.Extensions.DependencyInjection;
using MsgStore.Content;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir.Layout;
using MsgStore.Storage;

namespace MsgStore.Maildir.Tests;

public sealed class SpoolFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("msgstore-spool-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("{domain}/{localpart}")]
    [InlineData("{email}")]
    [InlineData("{localpart}")]
    public async Task Incoming_messages_wait_in_a_private_folder_of_the_root_that_is_no_mailbox(string template)
    {
        var services = new ServiceCollection();
        services.AddMsgStore().UseMaildir(options =>
        {
            options.Root = Path.Combine(_root, "mail");
            options.PathTemplate = template;
            options.Domain = template.Contains("{localpart}", StringComparison.Ordinal) && !template.Contains("{domain}", StringComparison.Ordinal) ? "example.com" : "";
        });
        await using var provider = services.BuildServiceProvider();
        using (var buffer = provider.GetRequiredService<ContentBufferFactory>().Create(1_000_000))
            Assert.True(buffer.IsSpooled);
        var folder = Path.Combine(_root, "mail", ".msgstore.spool");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Empty(Directory.GetFileSystemEntries(folder));

        var store = provider.GetRequiredService<IMessageStore>();
        var alice = MailboxName.Parse("alice@example.com");
        var mailboxes = store.GetCapability<IMailboxesCapability>()!;
        await mailboxes.CreateAsync(alice);
        Assert.Equal([alice], await mailboxes.EnumerateAsync().ToListAsync());
        Assert.Empty(await store.GetCapability<ILeftOutCapability>()!.ListMailboxesAsync());
    }

    [Fact]
    public void Mailbox_whose_directory_would_have_a_name_of_the_store_is_refused()
    {
        var encoder = new MailboxPathEncoder(new MaildirOptions { PathTemplate = ".{localpart}", Domain = "example.com" });
        Assert.Equal([".alice"], encoder.Encode(MailboxName.Parse("alice@example.com")));
        Assert.Equal(StoreError.InvalidAddress, Assert.Throws<MsgStoreException>(() => encoder.Encode(MailboxName.Parse("msgstore.spool@example.com"))).Error);
        Assert.Contains(".msgstore.", MailboxPathEncoder.FindFault(new MaildirOptions { PathTemplate = ".msgstore.spool/{email}" }), StringComparison.Ordinal);
    }
}
