using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Sieve.Tests.Delivery;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 8579 (special-use) show.</summary>
public sealed class Rfc8579ExampleTests
{
    [Theory]
    [InlineData("\\\\Archive", true)]
    [InlineData("\\\\Drafts\", \"\\\\Trash\", \"\\\\Sent\", \"\\\\archive", true)]
    [InlineData("\\\\Archive\", \"\\\\Flagged", false)]
    [InlineData("\\\\All", false)]
    public async Task Section_3_1_example_uses_are_looked_for_in_all_folders_of_the_owner(string uses, bool expected)
    {
        using var fixture = new DeliveryFixture();
        await fixture.CreateFolderAsync("Papers/Default", SpecialUse.Archive);
        fixture.Script = $"require \"special-use\"; if specialuse_exists [\"{uses}\"] {{ discard; }}";
        await fixture.DeliverAsync();
        Assert.Equal(expected ? 0 : 1, (await fixture.ListAsync()).Count);
    }

    [Theory]
    [InlineData("Papers", "\\\\Archive", true)]
    [InlineData("Papers", "\\\\Archive\", \"\\\\Sent", false)]
    [InlineData("Sent", "\\\\Archive", false)]
    [InlineData("Nowhere", "\\\\Archive", false)]
    public async Task Section_3_a_folder_must_have_all_the_uses(string folder, string uses, bool expected)
    {
        using var fixture = new DeliveryFixture();
        await fixture.CreateFolderAsync("Papers", SpecialUse.Archive);
        fixture.Script = $"require \"special-use\"; if specialuse_exists \"{folder}\" [\"{uses}\"] {{ discard; }}";
        await fixture.DeliverAsync();
        Assert.Equal(expected ? 0 : 1, (await fixture.ListAsync()).Count);
    }

    [Fact]
    public async Task Section_4_2_example_the_named_folder_is_made_with_the_use_where_neither_is_there()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require ["fileinto", "special-use", "mailbox"]; fileinto :create :specialuse "\\Archive" "Papers/Old";""";
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync("Papers/Old"));
        var folders = await fixture.Store.GetCapability<IFoldersCapability>()!.ListAsync(DeliveryFixture.Alice);
        Assert.Equal("Papers/Old", Assert.Single(folders, folder => folder.SpecialUse == SpecialUse.Archive).Name.Value);
    }

    [Theory]
    [InlineData("Papers", "Papers")]
    [InlineData("Attic", "Attic")]
    [InlineData("Work", "Attic")]
    public async Task Section_4_the_named_folder_is_taken_where_several_have_the_use(string named, string expected)
    {
        using var fixture = new DeliveryFixture();
        await fixture.CreateFolderAsync("Attic", SpecialUse.Archive);
        await fixture.CreateFolderAsync("Papers", SpecialUse.Archive);
        await fixture.CreateFolderAsync("Work");
        fixture.Script = $"require [\"fileinto\", \"special-use\", \"variables\"]; set \"use\" \"\\\\Archive\"; fileinto :specialuse \"${{use}}\" \"{named}\";";
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync(expected));
    }

    [Fact]
    public async Task Section_4_a_failure_in_the_folder_of_the_use_files_nothing_in_the_named_one()
    {
        using var fixture = new DeliveryFixture();
        await fixture.CreateFolderAsync("Papers", SpecialUse.Archive);
        await fixture.CreateFolderAsync("Work");
        fixture.Script = """require ["fileinto", "special-use"]; fileinto :specialuse "\\Archive" "Work";""";
        fixture.Stage.Failures = 1;
        Assert.Equal(DeliveryStatus.Deferred, (await fixture.DeliverAsync()).Status);
        Assert.Empty(await fixture.ListAsync("Work"));
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync("Papers"));
    }

    [Theory]
    [InlineData("Junk")]
    [InlineData("\\\\")]
    [InlineData("\\\\a b")]
    public void Section_4_what_is_no_use_is_an_error_as_a_bad_name_is(string use)
    {
        Assert.Contains("no special use", TestScripts.ErrorOf($"require [\"fileinto\", \"special-use\"]; fileinto :specialuse \"{use}\" \"Spam\";"), StringComparison.Ordinal);
        Assert.Equal("error", TestScripts.Actions($"require [\"fileinto\", \"special-use\", \"variables\"]; set \"use\" \"{use}\"; fileinto :specialuse \"${{use}}\" \"Spam\";"));
    }

    [Theory]
    [InlineData("Old papers", "Old papers")]
    [InlineData(null, "INBOX/Archive")]
    public async Task Section_4_2_example_the_folder_with_the_use_comes_first_and_the_named_one_else(string? existing, string expected)
    {
        using var fixture = new DeliveryFixture();
        await fixture.CreateFolderAsync("INBOX/Archive");
        if (existing is not null)
        {
            await fixture.CreateFolderAsync(existing, SpecialUse.Archive);
            fixture.Script = """require ["fileinto", "special-use"]; fileinto :specialuse "\\Archive" "INBOX/Archive";""";
        }
        else
            fixture.Script = """require ["fileinto", "special-use"]; fileinto :specialuse "\\Nowhere" "INBOX/Archive";""";
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync(expected));
    }

    [Fact]
    public async Task Section_6_example_1_without_create_the_message_stays_where_neither_folder_is_there()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require ["fileinto", "special-use"]; fileinto :specialuse "\\Flagged" "Important";""";
        await fixture.DeliverAsync();
        Assert.Empty(await fixture.ListAsync("Important"));
        Assert.Single(await fixture.ListAsync());
    }

    [Fact]
    public async Task Section_6_example_2_with_create_the_folder_is_made_once_and_has_the_use()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """
            require ["fileinto", "special-use", "mailbox"];
            if specialuse_exists "\\Flagged" { fileinto :specialuse "\\Flagged" "Second"; } else { fileinto :specialuse "\\Flagged" :create "Important"; }
            """;
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync("Important"));
        await fixture.DeliverAsync(DeliveryFixture.Message.Replace("<m1@", "<m2@", StringComparison.Ordinal));
        Assert.Equal(2, (await fixture.ListAsync("Important")).Count);
        Assert.Empty(await fixture.ListAsync("Second"));
    }

    [Theory]
    [InlineData("COPY", "Spam", "redirect:reports@quay.example")]
    [InlineData("COPY", "Work", "keep")]
    [InlineData("APPEND", "Spam", "keep")]
    public void Section_6_example_3_what_is_moved_to_the_folder_of_a_use_is_reported(string cause, string mailbox, string expected)
    {
        var environment = new TestEnvironment { SpecialUses = { ["\\Junk"] = "Spam" }, Items = { ["imap.cause"] = cause, ["imap.mailbox"] = mailbox } };
        Assert.Equal(expected, TestScripts.Actions("""
            require ["environment", "variables", "special-use"];
            if environment :matches "imap.mailbox" "*" { set "folder" "${1}"; }
            if allof (environment "imap.cause" "COPY", specialuse_exists "${folder}" "\\Junk") { redirect "reports@quay.example"; }
            """, environment: environment));
    }
}
