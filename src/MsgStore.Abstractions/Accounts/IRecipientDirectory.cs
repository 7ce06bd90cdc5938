using MsgStore.Delivery;

namespace MsgStore.Accounts;

/// <summary>Knows the addresses that are served here; the only maker of canonical mailbox names on the delivery path.</summary>
/// <remarks>Safe for concurrent use. Trouble with the accounts is a result, not an exception.</remarks>
public interface IRecipientDirectory
{
    /// <summary>Resolves one address, one step.</summary>
    ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds who gets mail to <c>&lt;postmaster&gt;</c> without a domain (RFC 5321 §4.5.1) where no domain that is served here has the server's own
    /// name. One that does not say has nobody.
    /// </summary>
    /// <returns>An address that this directory knows; <see langword="null"/> for nobody.</returns>
    ValueTask<EmailAddress?> FindPostmasterAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<EmailAddress?>(null);
}
