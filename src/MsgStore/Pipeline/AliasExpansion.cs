using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Pipeline;

/// <summary>Follows one recipient through the directory to the mailboxes and remote addresses it stands for.</summary>
internal sealed class AliasExpansion(IRecipientDirectory directory, RoutingOptions options, bool hasOutbound)
{
    private readonly HashSet<EmailAddress> _seen = [];
    private readonly List<Recipient> _leaves = [];
    private readonly List<RecipientOutcome> _failures = [];

    /// <summary>Mailboxes (with <see cref="Recipient.Mailbox"/>) and remote addresses (without).</summary>
    public IReadOnlyList<Recipient> Leaves => _leaves;

    /// <summary>What could not be resolved.</summary>
    public IReadOnlyList<RecipientOutcome> Failures => _failures;

    /// <summary>Whether the recipient itself was an alias.</summary>
    public bool IsAlias { get; private set; }

    public async ValueTask ExpandAsync(Recipient recipient, CancellationToken cancellationToken)
    {
        var open = new Queue<(EmailAddress Address, int Depth)>();
        open.Enqueue((recipient.Address, 0));
        while (open.TryDequeue(out var next))
        {
            if (!_seen.Add(next.Address))
                continue;
            if (_seen.Count > options.MaxExpansion || next.Depth > options.MaxAliasDepth)
            {
                Fail(recipient.Address, new(5, 4, 6), "The address expands to too many others");
                return;
            }
            var status = await directory.ResolveAsync(next.Address, cancellationToken).ConfigureAwait(false);
            if (status is RecipientStatus.Alias alias)
            {
                IsAlias = true;
                if (alias.Kept is { } kept)
                    AddLeaf(recipient, next.Address, kept);
                foreach (var target in alias.Targets)
                    open.Enqueue((target, next.Depth + 1));
            }
            else
            {
                AddLeaf(recipient, next.Address, status);
            }
        }
        if (_leaves.Count == 0 && _failures.Count == 0)
            Fail(recipient.Address, new(5, 4, 6), "The address leads back to itself");
    }

    private void AddLeaf(Recipient recipient, EmailAddress address, RecipientStatus status)
    {
        switch (status)
        {
            case RecipientStatus.Local local:
                _leaves.Add(recipient with { Address = address, Mailbox = local.Mailbox, Placements = PlacementsOf(recipient, local) });
                break;
            case RecipientStatus.Remote when hasOutbound:
                _leaves.Add(recipient with { Address = address });
                break;
            case RecipientStatus.Remote:
                Fail(recipient.Address, new(5, 7, 1), "Relaying denied");
                break;
            case RecipientStatus.Unknown:
                Fail(recipient.Address, new(5, 1, 1), "No such user here");
                break;
            default:
                _failures.Add(RecipientOutcome.Deferred(recipient.Address, new(4, 3, 0), "Recipients cannot be looked up now"));
                break;
        }
    }

    private static System.Collections.Immutable.ImmutableArray<Placement> PlacementsOf(Recipient recipient, RecipientStatus.Local local) =>
        recipient.Placements.IsEmpty && local.Detail is { } detail && FolderName.TryParse(detail, out var folder) && !folder.IsInbox
            ? [new Placement(folder)]
            : recipient.Placements;

    private void Fail(EmailAddress recipient, EnhancedStatusCode code, string text) =>
        _failures.Add(RecipientOutcome.Rejected(recipient, code, text));
}
