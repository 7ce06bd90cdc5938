using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts;

/// <summary>Accounts an application holds itself.</summary>
public sealed class InMemoryAccountsOptions
{
    /// <summary>The domains served here. Those of <see cref="Users"/> need not be named again.</summary>
    public ISet<string> Domains { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Users as <c>user@example.com</c> with their passwords.</summary>
    public IDictionary<string, string> Users { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Addresses here that stand for others, here or elsewhere.</summary>
    public IDictionary<string, IReadOnlyList<EmailAddress>> Aliases { get; } =
        new Dictionary<string, IReadOnlyList<EmailAddress>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Who gets mail for addresses of a domain that nobody has, by domain; <c>*</c> for every domain, those served elsewhere included, so that no mail leaves.
    /// </summary>
    public IDictionary<string, EmailAddress> CatchAll { get; } = new Dictionary<string, EmailAddress>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Separates a user from the subaddress (RFC 5233 §4); <see langword="null"/> for none. Default: <c>+</c>.</summary>
    public char? SubaddressDelimiter { get; set; } = Subaddress.DefaultDelimiter;
}
