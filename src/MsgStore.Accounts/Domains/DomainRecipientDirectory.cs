using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MsgStore.Accounts.Configuration;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Domains;

/// <summary>Resolves addresses of the domain tree.</summary>
/// <remarks>
/// In this order: the user's forward file, the domain's forwards, the user, each for the whole local part and then for what stands before
/// the subaddress; the catch-all <c>*</c>; for postmaster (RFC 5321 §4.5.1) the domain's first user, or the default domain's postmaster.
/// </remarks>
internal sealed class DomainRecipientDirectory(DomainTree tree, string? defaultDomain, ILogger logger) : IRecipientDirectory
{
    private const string Postmaster = "postmaster";

    public async ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            var domain = await tree.FindAsync(address.Domain, cancellationToken).ConfigureAwait(false);
            return domain is null ? new RecipientStatus.Remote() : await ResolveAsync(domain, address.LocalPart, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AccountConfigurationException)
        {
            Log.Unavailable(logger, e.GetType().Name);
            return new RecipientStatus.Unavailable();
        }
    }

    /// <summary>The default domain's postmaster, else that of the first domain in the order of their names that has one.</summary>
    public async ValueTask<EmailAddress?> FindPostmasterAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var domains = await tree.ListAsync(cancellationToken).ConfigureAwait(false);
            foreach (var domain in domains.Where(name => name == defaultDomain).Concat(domains))
                if (EmailAddress.TryCreate(Postmaster, domain, out var postmaster)
                    && await ResolveAsync(postmaster, cancellationToken).ConfigureAwait(false) is RecipientStatus.Local or RecipientStatus.Alias)
                    return postmaster;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AccountConfigurationException)
        {
            Log.Unavailable(logger, e.GetType().Name);
        }

        return null;
    }

    private async ValueTask<RecipientStatus> ResolveAsync(DomainView domain, string localPart, CancellationToken cancellationToken)
    {
        if (localPart.Equals(Postmaster, StringComparison.OrdinalIgnoreCase))
            localPart = Postmaster;
        foreach (var (reading, detail) in domain.Readings(localPart))
            if (await FindAsync(domain, reading, detail, cancellationToken).ConfigureAwait(false) is { } found)
                return found;
        // A local part no mailbox could have is nobody's, and nobody catches it.
        if (domain.NameOf(localPart) is null)
            return new RecipientStatus.Unknown();
        if (domain.Settings.Forwards.TryGetValue("*", out var all))
            return new RecipientStatus.Alias(all);
        return localPart == Postmaster ? FindPostmaster(domain) : new RecipientStatus.Unknown();
    }

    private static async ValueTask<RecipientStatus?> FindAsync(DomainView domain, string localPart, string? detail, CancellationToken cancellationToken)
    {
        if (domain.NameOf(localPart) is not { } name)
            return null;
        var targets = await domain.FindForwardsAsync(name, cancellationToken).ConfigureAwait(false);
        if (targets.IsEmpty)
            return FindUser(domain, localPart, detail);
        var others = targets.Where(target => !IsOwn(domain, name, target)).ToImmutableArray();
        var user = FindUser(domain, name.LocalPart, detail);
        var kept = others.Length < targets.Length ? user : null;
        if (others.IsEmpty)
            return kept;
        return new RecipientStatus.Alias(kept is null ? targets : others, kept) { Owner = user?.Mailbox };
    }

    private static RecipientStatus.Local? FindUser(DomainView domain, string localPart, string? detail) => domain.FindUser(localPart) is { } user
        ? new RecipientStatus.Local(domain.MailboxOf(user), detail)
        : null;

    /// <summary>Whether a user forwards to their own address, which means that they keep a copy.</summary>
    private static bool IsOwn(DomainView domain, MailboxName name, EmailAddress target) =>
        MailboxName.TryCanonicalizeDomain(target.Domain, out var targetDomain) && targetDomain == domain.Name
        && domain.NameOf(target.LocalPart)?.Equals(name) == true;

    private RecipientStatus FindPostmaster(DomainView domain)
    {
        if (domain.Passwd.First is { } first)
            return new RecipientStatus.Local(domain.MailboxOf(first));
        return defaultDomain is not null && defaultDomain != domain.Name && EmailAddress.TryCreate(Postmaster, defaultDomain, out var postmaster)
            ? new RecipientStatus.Alias([postmaster])
            : new RecipientStatus.Unknown();
    }
}
