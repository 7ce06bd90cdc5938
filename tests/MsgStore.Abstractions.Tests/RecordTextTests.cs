using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Abstractions.Tests;

public sealed class RecordTextTests
{
    [Fact]
    public void Collections_are_written_with_their_items_hashes_in_hexadecimal_and_missing_values_as_nothing()
    {
        var envelope = Envelope.Create(null, [EmailAddress.Parse("a@example.org"), EmailAddress.Parse("b@example.org")]) with { ContentSha256 = [0x0A, 0xFF] };

        var text = envelope.ToString();

        Assert.StartsWith("Envelope { Id = ", text, StringComparison.Ordinal);
        Assert.Contains(", From = , Recipients = [Recipient { Address = a@example.org, Mailbox = , ", text, StringComparison.Ordinal);
        Assert.Contains("}, Recipient { Address = b@example.org", text, StringComparison.Ordinal);
        Assert.Contains(", ContentSha256 = 0aff, ", text, StringComparison.Ordinal);
        Assert.EndsWith(", Tenant =  }", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Array_that_nobody_set_is_written_as_nothing() =>
        Assert.Contains("Recipients = , ", (Envelope.Create(null, [EmailAddress.Parse("a@example.org")]) with { Recipients = default }).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Of_many_items_the_first_ten_are_written_and_how_many_more_there_are()
    {
        var alias = new RecipientStatus.Alias([.. Enumerable.Range(1, 12).Select(number => EmailAddress.Parse($"{number}@example.org"))]);

        Assert.Contains("[1@example.org, 2@example.org, ", alias.ToString(), StringComparison.Ordinal);
        Assert.Contains(", 10@example.org, … 2 more]", alias.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Octets_of_messages_and_keys_of_users_are_not_written()
    {
        Assert.Equal("6 octets", MessageContent.FromMemory("secret"u8.ToArray()).ToString());
        Assert.Contains("Octets = 6 octets", new Filtering.ActiveScript(Filtering.ScriptName.Parse("main"), "secret"u8.ToArray()).ToString(), StringComparison.Ordinal);
        Assert.Equal("alice (alice@example.com)", new User("alice", MailboxName.Parse("alice@example.com")).ToString());
        Assert.Equal("a b", KeywordSet.Create("b", "a").ToString());
    }
}
