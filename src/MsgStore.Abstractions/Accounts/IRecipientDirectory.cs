using MsgStore.Delivery;

namespace MsgStore.Accounts;

/// <summary>Knows the addresses that are served here; the only maker of canonical mailbox names on the delivery path.</summary>
/// <remarks>Safe for concurrent use. Trouble with the accounts is a result, not an exception.</remarks>
public interface IRecipientDirectory
{
    /// <summary>Resolves one address, one step.</summary>
    ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default);
}
