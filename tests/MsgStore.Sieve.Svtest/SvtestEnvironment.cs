using System.Collections.Immutable;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Svtest;

/// <summary>The world around scripts: the host's mail store and annotations.</summary>
internal sealed class SvtestEnvironment(SvtestHost host) : SieveEnvironment
{
    public override ImmutableArray<string> OwnAddresses => host.Settings.Get("sieve_user_email") is { } email ? [email.Trim('<', '>')] : [];

    public override ValueTask<bool> MailboxExistsAsync(string mailbox, CancellationToken cancellationToken = default) =>
        new(mailbox.Equals("INBOX", StringComparison.OrdinalIgnoreCase) || host.Store.ContainsKey(mailbox));

    public override ValueTask<string?> GetMetadataAsync(string? mailbox, string annotation, CancellationToken cancellationToken = default) =>
        new(host.Metadata.GetValueOrDefault((mailbox ?? "", annotation.ToLowerInvariant())));

    public override ValueTask<string?> GetItemAsync(string name, CancellationToken cancellationToken = default) => new(name switch
    {
        "name" => "Pigeonhole Sieve",
        "version" => "2.4",
        "location" => "MS",
        "phase" => "post",
        "host" => Environment.MachineName,
        "domain" => Environment.MachineName,
        _ => null,
    });
}
