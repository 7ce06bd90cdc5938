using System.Diagnostics;
using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.Maildir.Tests;

/// <summary>Hands in the tree while the store is running: moved directories, changed files, things that are no files.</summary>
public sealed class TamperedTreeTests
{
    private const string Text = "Subject: one\r\n\r\nbody\r\n";

    [Theory]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("example.com/bob")]
    [InlineData("example.com/bob/new")]
    [InlineData("example.com/bob/tmp")]
    public async Task Mail_goes_where_the_names_lead_now_and_not_where_they_led(string moved)
    {
        await using var harness = new MaildirHarness(options => options.Root = Path.Combine(options.Root, "root"));
        await harness.DeliverAsync(Text);
        var path = Path.Combine(harness.Root, "root", moved);
        Directory.Move(path, Path.Combine(harness.Root, "elsewhere"));
        Assert.Equal(DeliveryStatus.Delivered, (await harness.DeliverAsync(Text)).Status);
        var delivered = Path.Combine(harness.Root, "root", "example.com", "bob", "new");
        Assert.Equal(moved.EndsWith("tmp", StringComparison.Ordinal) ? 2 : 1, Directory.GetFiles(delivered).Length);
    }

    [Fact]
    public async Task File_that_grew_or_shrank_is_served_as_it_is_and_its_size_counts_from_then_on()
    {
        await using var harness = new MaildirHarness();
        await harness.DeliverAsync(Text);
        await using var session = await harness.OpenAsync();
        var file = Assert.Single(Directory.GetFiles(harness.PathOf("example.com", "bob", "cur")));
        await File.AppendAllTextAsync(file, "more\n");
        Assert.Equal(Text + "more\r\n", await session.ReadTextAsync(session.Messages[0].Key));
        await File.WriteAllTextAsync(file, "short");
        Assert.Equal("short", await session.ReadTextAsync(session.Messages[0].Key));
        await using var next = await harness.OpenAsync();
        Assert.Equal((5, 5), (next.Messages[0].WireSize, next.Messages[0].StoredSize));
        Assert.Equal(5, (await harness.Backend.StatAsync(new(TestMail.Bob))).WireSize);
    }

    [Theory]
    [InlineData("9999", "9999")]
    [InlineData("3", "3")]
    [InlineData("22", "7")]
    [InlineData("22", "9999")]
    public async Task Size_in_a_name_that_is_not_the_files_is_corrected_before_anybody_is_told_of_it(string stored, string wire)
    {
        await using var harness = new MaildirHarness();
        await harness.DeliverAsync(Text);
        var folder = harness.PathOf("example.com", "bob", "cur");
        await File.WriteAllTextAsync(Path.Combine(folder, $"1.liar,S={stored},W={wire}:2,S"), Text);
        await using var session = await harness.OpenAsync();
        foreach (var message in session.Messages)
        {
            Assert.Equal((Text.Length, Text.Length), (message.WireSize, message.StoredSize));
            Assert.Equal(Text, await session.ReadTextAsync(message.Key));
        }
    }

    [Theory]
    [InlineData("maildirsize")]
    [InlineData("dovecot-uidlist")]
    [InlineData("dovecot-keywords")]
    public async Task Pipe_in_place_of_a_file_is_an_error_and_never_a_wait(string name)
    {
        await using var harness = new MaildirHarness();
        await harness.DeliverAsync(Text);
        using (var mkfifo = Process.Start("mkfifo", [harness.PathOf("example.com", "bob", name)]))
            await mkfifo.WaitForExitAsync();
        var outcome = await harness.DeliverAsync(Text);
        Assert.Equal(name == "maildirsize" ? DeliveryStatus.Deferred : DeliveryStatus.Delivered, outcome.Status);
        if (name != "maildirsize")
            Assert.Equal(StoreError.Unavailable, await TestMail.FailsAsync(async () => await harness.OpenAsync()));
    }

    [Fact]
    public async Task Index_that_is_none_is_done_without()
    {
        await using var harness = new MaildirHarness();
        await harness.DeliverAsync(Text);
        Directory.CreateDirectory(harness.PathOf("example.com", "bob", "msgstore.index"));
        await using var session = await harness.OpenAsync();
        Assert.Equal(Text, await session.ReadTextAsync(Assert.Single(session.Messages).Key));
    }

    [Fact]
    public async Task Uid_list_at_its_end_starts_anew_with_another_validity()
    {
        await using var harness = new MaildirHarness();
        await harness.DeliverAsync(Text);
        var list = harness.PathOf("example.com", "bob", "dovecot-uidlist");
        uint before;
        await using (var session = await harness.OpenAsync())
            before = session.State.UidValidity;
        await File.AppendAllTextAsync(list, "4294967293 :zzz\n");
        await harness.DeliverAsync(Text);
        await using var again = await harness.OpenAsync();
        Assert.Equal(2, again.Messages.Count);
        Assert.NotEqual(before, again.State.UidValidity);
    }
}
