using System.Collections.Immutable;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>Serves here.example with alice, bob, carol, postmaster, grå, the alias team, and trouble for broken.</summary>
internal sealed class FakeDirectory : IRecipientDirectory
{
    private static readonly string[] Users = ["alice", "bob", "carol", "postmaster", "grå"];

    public EmailAddress? Postmaster { get; set; }

    public ValueTask<EmailAddress?> FindPostmasterAsync(CancellationToken cancellationToken = default) => new(Postmaster);

    public ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default) => new(Resolve(address));

    private static RecipientStatus Resolve(EmailAddress address)
    {
        if (!address.Domain.Equals("here.example", StringComparison.OrdinalIgnoreCase))
            return new RecipientStatus.Remote();
        var local = address.LocalPart.Split('+')[0].ToLowerInvariant();
        return local switch
        {
            "broken" => new RecipientStatus.Unavailable(),
            "throws" => throw new InvalidOperationException("The directory is on fire."),
            "team" => new RecipientStatus.Alias(ImmutableArray.Create(EmailAddress.Parse("alice@here.example"), EmailAddress.Parse("bob@here.example"))),
            "away" => new RecipientStatus.Alias([EmailAddress.Parse("a@elsewhere.example")]) { Owner = MailboxName.Parse("alice@here.example") },
            "gone" => new RecipientStatus.Alias([EmailAddress.Parse("b@elsewhere.example")]) { Owner = MailboxName.Parse("bob@here.example") },
            _ when Users.Contains(local)
                && MailboxName.TryCreate(local, "here.example", LocalPartFolding.LowerCase, out var mailbox) => new RecipientStatus.Local(mailbox),
            _ => new RecipientStatus.Unknown(),
        };
    }
}
