using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Delivery;

/// <summary>What is to be done for one recipient, sorted by when.</summary>
internal sealed class RecipientPlan
{
    private readonly List<(MessageContent Content, ImmutableArray<Placement> Placements)> _copies = [];
    private readonly List<string> _troubles;
    private readonly List<(string Address, string Key)> _sentOn = [];

    private RecipientPlan(Recipient recipient, MailboxName owner, MessageContent content, Verdict verdict)
    {
        (Recipient, Owner, Content) = (recipient, owner, content);
        Duplicates = verdict.Duplicates;
        _troubles = [.. verdict.Troubles];
    }

    public Recipient Recipient { get; }

    public MailboxName Owner { get; }

    /// <summary>The message as received.</summary>
    public MessageContent Content { get; }

    /// <summary>The copies to store, by content.</summary>
    public IReadOnlyList<(MessageContent Content, ImmutableArray<Placement> Placements)> Copies => _copies;

    /// <summary>The refusal; it stands alone.</summary>
    public RejectAction? Reject { get; private set; }

    /// <summary>Where the message goes on to, before it is stored.</summary>
    public ImmutableArray<RedirectAction> Redirects { get; private set; } = [];

    /// <summary>Actions that extensions of the application brought, done before the message is stored.</summary>
    public ImmutableArray<SieveAction> Others { get; private set; } = [];

    /// <summary>Where the message went on to in fact, each with the key of its letter.</summary>
    public IReadOnlyList<(string Address, string Key)> SentOn => _sentOn;

    /// <summary>Answers and notifications, after it is stored.</summary>
    public ImmutableArray<SieveAction> Afterwards { get; private set; } = [];

    /// <summary>What is remembered after it is stored.</summary>
    public ImmutableArray<SieveDuplicateEntry> Duplicates { get; }

    /// <summary>What the owner is to know.</summary>
    public IReadOnlyList<string> Troubles => _troubles;

    public static RecipientPlan Create(Recipient recipient, MailboxName owner, MessageContent content, Verdict verdict)
    {
        var plan = new RecipientPlan(recipient, owner, content, verdict);
        foreach (var action in verdict.Actions)
            if (action is SieveStoreAction store)
                plan.Add(store);
        plan.Redirects = [.. verdict.Actions.OfType<RedirectAction>()];
        plan.Afterwards = [.. verdict.Actions.Where(action => action is VacationAction or NotifyAction)];
        plan.Others = [.. verdict.Actions.Where(action => action is not (SieveStoreAction or RedirectAction or VacationAction or NotifyAction or RejectAction or DiscardAction))];
        plan.Reject = verdict.Actions.OfType<RejectAction>().FirstOrDefault();
        // Within a script that is an error already; between scripts it is one as well (RFC 5429 §2.1.4).
        if (plan.Reject is not null && (plan._copies.Count > 0 || plan.Redirects.Length > 0))
        {
            plan.Reject = null;
            plan.KeepAfter("One script rejects the message and another one stores or redirects it; it was not rejected.");
        }
        return plan;
    }

    /// <summary>Notes that the message went on.</summary>
    public void NoteSentOn(string address, string key) => _sentOn.Add((address, key));

    /// <summary>Notes that something asked for cannot be done, in words for the owner where there is something they should know; the message is kept where nothing else stores it (RFC 5228 §2.10.6).</summary>
    public void KeepAfter(string? trouble)
    {
        if (trouble is not null)
            _troubles.Add(trouble);
        if (_copies.Count == 0)
            Add(new KeepAction());
    }

    private void Add(SieveStoreAction action)
    {
        var content = action.Message ?? Content;
        IEnumerable<Placement> placements;
        if (action is not FileIntoAction file)
            placements = PlacementMaker.Keep(Recipient, action);
        else if (PlacementMaker.File(file) is { } placement)
            placements = [placement];
        else
        {
            _troubles.Add($"\"{file.Mailbox}\" can be no folder; the message was kept in INBOX.");
            placements = PlacementMaker.Keep(Recipient, action);
        }
        var at = _copies.FindIndex(copy => ReferenceEquals(copy.Content, content));
        if (at < 0)
            _copies.Add((content, [.. placements]));
        else
            _copies[at] = (content, Merge(_copies[at].Placements, placements));
    }

    // A message is filed once into a folder (RFC 5228 §2.10.3), with the flags of both.
    private static ImmutableArray<Placement> Merge(ImmutableArray<Placement> known, IEnumerable<Placement> added)
    {
        var merged = known.ToBuilder();
        foreach (var placement in added)
        {
            var at = merged.ToList().FindIndex(other => other.Folder == placement.Folder && other.SpecialUse == placement.SpecialUse);
            if (at < 0)
                merged.Add(placement);
            else
                merged[at] = merged[at] with { Flags = merged[at].Flags | placement.Flags, Keywords = merged[at].Keywords.Union(placement.Keywords), Create = merged[at].Create || placement.Create };
        }
        return merged.ToImmutable();
    }
}
