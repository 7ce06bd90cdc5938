using MsgStore.Accounts.Configuration;

namespace MsgStore.Accounts.Domains;

/// <summary>Reads settings from the tree.</summary>
internal sealed class DomainSettingsProvider(DomainTree tree) : IDomainSettingsProvider
{
    public async ValueTask<DomainSettings?> FindAsync(string domain, CancellationToken cancellationToken = default) =>
        (await tree.FindAsync(domain, cancellationToken).ConfigureAwait(false))?.Settings;
}
