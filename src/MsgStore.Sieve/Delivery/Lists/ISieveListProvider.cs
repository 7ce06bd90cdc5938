using MsgStore.Mailboxes;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Delivery.Lists;

/// <summary>The external lists of RFC 6134 that scripts ask with <c>:list</c> and redirect to with <c>redirect :list</c>. Register one for lists out of a directory or an address book.</summary>
/// <remarks>A list that is not there is an answer. A transient <see cref="Storage.MsgStoreException"/> makes the peer try again; after any other one the message is kept.</remarks>
public interface ISieveListProvider
{
    /// <summary>Looks for a value in a list (RFC 6134 §2.2).</summary>
    /// <param name="owner">Whose script asks.</param>
    /// <param name="list">The list's URI, as <c>tag:example.com,2026:staff</c>.</param>
    /// <param name="value">The value, as the script has it.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns><see langword="null"/> where this owner has no such list, or none that can be asked.</returns>
    ValueTask<SieveListAnswer?> FindAsync(MailboxName owner, string list, string value, CancellationToken cancellationToken = default);

    /// <summary>The addresses of a list that mail may be redirected to (RFC 6134 §2.3).</summary>
    /// <param name="owner">Whose script redirects.</param>
    /// <param name="list">The list's URI.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns><see langword="null"/> where there is no such list, or none that mail is sent to.</returns>
    ValueTask<IReadOnlyList<string>?> ReadAsync(MailboxName owner, string list, CancellationToken cancellationToken = default);
}
