using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Compilation;
using MsgStore.Storage;

namespace MsgStore.Sieve.Tests.Delivery;

public sealed class StoringTests
{
    [Fact]
    public async Task Without_a_script_the_message_goes_to_INBOX()
    {
        using var fixture = new DeliveryFixture();
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
        Assert.Single(await fixture.ListAsync());
    }

    [Fact]
    public async Task Fileinto_stores_with_flags_and_keywords_in_a_folder_it_makes()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require ["fileinto", "imap4flags", "mailbox"]; fileinto :create :flags ["\\Seen", "Work", "\\Strange"] "Lists/a";""";
        var outcome = await fixture.DeliverAsync();
        Assert.Equal(FolderName.Parse("Lists/a"), Assert.Single(outcome.Stored).Path.Folder);
        var message = Assert.Single(await fixture.ListAsync("Lists/a"));
        Assert.Equal(MessageFlags.Seen, message.Flags);
        Assert.Equal("Work", message.Keywords.ToString());
        Assert.Empty(await fixture.ListAsync());
    }

    [Fact]
    public async Task Several_copies_are_one_delivery()
    {
        using var fixture = new DeliveryFixture();
        await fixture.CreateFolderAsync("a");
        fixture.Script = """require ["fileinto", "copy"]; fileinto :copy "a";""";
        Assert.Equal(2, (await fixture.DeliverAsync()).Stored.Length);
        Assert.Single(fixture.Stage.Calls);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Copy_that_was_stored_before_another_one_failed_is_not_stored_again(int successes)
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """
            require ["fileinto", "copy", "editheader", "mailbox"]; fileinto :copy :create "a";
            addheader "X-Sorted" "yes"; fileinto :copy :create "b"; addheader "X-Twice" "yes";
            """;
        (fixture.Stage.Successes, fixture.Stage.Failures) = (successes, 4 - successes);
        while (await fixture.DeliverAsync() is { IsServed: false } outcome)
            Assert.Equal(DeliveryStatus.Deferred, outcome.Status);
        Assert.Equal(3, fixture.Stage.Calls.Count);
        Assert.Single(await fixture.ListAsync("a"));
        Assert.Single(await fixture.ListAsync("b"));
        Assert.Single(await fixture.ListAsync());
        Assert.Contains("X-Twice: yes", await fixture.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Special_use_chooses_the_folder()
    {
        using var fixture = new DeliveryFixture();
        await fixture.CreateFolderAsync("any");
        fixture.Script = """require ["fileinto", "special-use"]; if specialuse_exists "\\Junk" { fileinto :specialuse "\\Junk" "Spam"; }""";
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync("Junk"));
    }

    [Fact]
    public async Task Mailboxexists_asks_the_store()
    {
        using var fixture = new DeliveryFixture();
        await fixture.CreateFolderAsync("there");
        fixture.Script = """require ["fileinto", "mailbox"]; if allof(mailboxexists "there", not mailboxexists "gone") { fileinto "there"; }""";
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync("there"));
    }

    [Fact]
    public async Task Changed_message_is_stored_for_its_recipient_only()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "editheader"; addheader "X-Sorted" "yes";""";
        var report = await fixture.DeliverToAsync(DeliveryFixture.Message, "sender@example.net", "alice@example.com", "bob@example.com");
        Assert.True(report.IsServed);
        Assert.Contains("X-Sorted: yes\r\n", await fixture.ReadAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("X-Sorted", await fixture.ReadAsync(mailbox: DeliveryFixture.Bob), StringComparison.Ordinal);
        Assert.StartsWith("Return-Path: <sender@example.net>\r\n", await fixture.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recipients_of_the_unchanged_message_share_one_call()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = "keep;";
        await fixture.DeliverToAsync(DeliveryFixture.Message, null, "alice@example.com", "bob@example.com");
        Assert.Equal(2, Assert.Single(fixture.Stage.Calls).Recipients.Length);
    }

    [Fact]
    public async Task Keep_of_a_subaddress_is_its_folder()
    {
        using var fixture = new DeliveryFixture();
        await fixture.CreateFolderAsync("lists");
        fixture.Script = "keep;";
        await fixture.DeliverAsync(to: "alice+lists@example.com");
        Assert.Single(await fixture.ListAsync("lists"));
    }

    [Fact]
    public async Task Discard_stores_nothing_and_is_told_as_accepted()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = "discard;";
        Assert.Equal(DeliveryStatus.Discarded, (await fixture.DeliverAsync()).Status);
        Assert.Empty(await fixture.ListAsync());
    }

    [Fact]
    public async Task Script_that_fails_keeps_the_message_and_tells_its_owner_once_a_day()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require ["fileinto", "variables"]; set "x" "${1}"; fileinto "a/../b"; fileinto "${x}"; redirect "${x}";""";
        await fixture.DeliverAsync();
        await fixture.DeliverAsync(DeliveryFixture.Message.Replace("m1", "m2", StringComparison.Ordinal));
        Assert.Equal(3, (await fixture.ListAsync()).Count);
        Assert.Contains("Your mail filter could not do all", await fixture.ReadAsync(index: 1), StringComparison.Ordinal);
        fixture.Clock.Advance(TimeSpan.FromHours(25));
        await fixture.DeliverAsync(DeliveryFixture.Message.Replace("m1", "m3", StringComparison.Ordinal));
        Assert.Equal(5, (await fixture.ListAsync()).Count);
    }

    [Fact]
    public async Task Script_that_does_not_compile_keeps_the_message()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = "fileinto \"x\";";
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
        Assert.Contains("cannot be run: ", await fixture.ReadAsync(index: 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Extension_with_a_defect_keeps_the_message(bool isWhenCompiled)
    {
        using var fixture = new DeliveryFixture(language: SieveLanguage.With(new Defect(isWhenCompiled)));
        fixture.Script = """require "defect"; defect; discard;""";
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
        Assert.Contains("could not be run to its end", await fixture.ReadAsync(index: 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_that_cannot_be_read_now_put_the_message_off()
    {
        using var fixture = new DeliveryFixture();
        fixture.Scripts.Failure = StoreError.Unavailable;
        Assert.Equal(DeliveryStatus.Deferred, (await fixture.DeliverAsync()).Status);
        fixture.Scripts.Failure = null;
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
    }

    [Fact]
    public async Task Scripts_that_no_store_can_hold_keep_the_message()
    {
        using var fixture = new DeliveryFixture();
        fixture.Scripts.Failure = StoreError.PathTraversal;
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
    }

    [Fact]
    public async Task Included_script_that_changes_is_compiled_again()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "include"; include "part";""";
        fixture.Scripts.Others["part"] = "discard;";
        Assert.Equal(DeliveryStatus.Discarded, (await fixture.DeliverAsync()).Status);
        fixture.Scripts.Others["part"] = "keep;";
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
    }

    private sealed class Defect(bool isWhenCompiled) : ISieveExtension
    {
        public string Name => "defect";

        public void Register(SieveLanguageBuilder language) => language.AddCommand(new(Name, _ =>
            isWhenCompiled ? throw new InvalidOperationException("A defect.") : _ => throw new InvalidOperationException("A defect.")));
    }
}
