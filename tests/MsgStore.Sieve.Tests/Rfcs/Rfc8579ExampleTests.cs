using MsgStore.Mailboxes;
using MsgStore.Sieve.Tests.Delivery;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 8579 (special-use) show.</summary>
public sealed class Rfc8579ExampleTests
{
    [Theory]
    [InlineData("Old papers", "Old papers")]
    [InlineData(null, "INBOX/Archive")]
    public async Task Section_4_example_the_folder_with_the_use_comes_first_and_the_named_one_else(string? existing, string expected)
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
