
namespace MsgStore.Sieve.Evaluation;

/// <summary>The actions of a run in their order, equal ones once, with the rules of which may stand beside which.</summary>
public sealed class SieveActionList
{
    private readonly SieveRun _run;
    private readonly List<SieveAction> _items = [];
    private bool _isKeepCancelled;

    internal SieveActionList(SieveRun run) => _run = run;

    /// <summary>The actions so far.</summary>
    public IReadOnlyList<SieveAction> Items => _items;

    /// <summary>Adds an action.</summary>
    /// <remarks>An action equal to an earlier one changes that one (flags of a second <c>fileinto</c> to one mailbox) or does nothing.</remarks>
    public void Add(SieveAction action)
    {
        var message = action is RedirectAction ? _run.Message.RedirectSnapshot() : _run.Message.Snapshot();
        action = action with { Position = _run.Position, Message = action.Message ?? message };
        if (action is SieveStoreAction { HasOwnFlags: false } store)
            action = store with { Flags = _run.DefaultFlags };
        CheckConflicts(action);
        if (!action.PreservesKeep)
            _isKeepCancelled = true;
        if (_items.FindIndex(earlier => IsSame(earlier, action)) is >= 0 and var at)
        {
            _items[at] = Merge(_items[at], action);
            return;
        }
        CheckLimits(action);
        _items.Add(action);
        if (_run.IsTracing)
            _run.Trace(SieveTraceKind.Action, Describe(action));
    }

    /// <summary>Forgets all actions.</summary>
    internal void Clear()
    {
        _items.Clear();
        _isKeepCancelled = false;
    }

    internal KeepAction? ImplicitKeep() =>
        _isKeepCancelled ? null : new KeepAction { Flags = _run.DefaultFlags, Message = _run.Message.Snapshot() };

    private static string Describe(SieveAction action) => action switch
    {
        FileIntoAction file => $"fileinto \"{file.Mailbox}\"",
        RedirectAction redirect => $"redirect \"{redirect.Address}\"",
        _ => action.GetType().Name.Replace("Action", "", StringComparison.Ordinal).ToLowerInvariant(),
    };

    // A message whose header was edited in between is the same one (RFC 5293 §7); the first copy counts.
    private static bool IsSame(SieveAction earlier, SieveAction action) => (earlier, action) switch
    {
        (FileIntoAction one, FileIntoAction two) => (one.Mailbox, one.SpecialUse, one.MailboxId) == (two.Mailbox, two.SpecialUse, two.MailboxId),
        (FileIntoAction one, KeepAction) => IsInbox(one),
        (KeepAction, FileIntoAction two) => IsInbox(two),
        (KeepAction, KeepAction) => true,
        (RedirectAction one, RedirectAction two) => one.Address == two.Address && one.IsList == two.IsList,
        (DiscardAction, DiscardAction) => true,
        _ => false,
    };

    // Keeping is filing into the default mailbox (RFC 5228 §4.3).
    private static bool IsInbox(FileIntoAction action) =>
        action.Mailbox.Equals("INBOX", StringComparison.OrdinalIgnoreCase) && action is { SpecialUse: null, MailboxId: null };

    private static SieveAction Merge(SieveAction earlier, SieveAction action) => (earlier, action) switch
    {
        (FileIntoAction one, KeepAction two) => two with { Message = one.Message, PreservesKeep = one.PreservesKeep && two.PreservesKeep },
        (SieveStoreAction one, SieveStoreAction two) => one with
        {
            Flags = two.Flags,
            HasOwnFlags = two.HasOwnFlags,
            PreservesKeep = one.PreservesKeep && two.PreservesKeep,
        },
        _ => earlier with { PreservesKeep = earlier.PreservesKeep && action.PreservesKeep },
    };

    // RFC 5429 §2.1.4 and §2.2, RFC 5230 §4.7.
    private void CheckConflicts(SieveAction action)
    {
        foreach (var earlier in _items)
        {
            if (earlier is RejectAction && action is RejectAction)
                throw _run.Error("A message can be rejected only once.");
            if (earlier is RejectAction != action is RejectAction && (earlier is RejectAction ? action : earlier) is SieveStoreAction or RedirectAction or VacationAction)
                throw _run.Error("A rejected message cannot also be stored, redirected or answered.");
            if (earlier is VacationAction && action is VacationAction)
                throw _run.Error("A message can be answered by 'vacation' only once.");
        }
    }

    private void CheckLimits(SieveAction action)
    {
        if (_items.Count >= _run.Options.MaxActions)
            throw _run.Error($"The script asks for more than {_run.Options.MaxActions} actions.");
        if (action is RedirectAction && _items.Count(item => item is RedirectAction) >= _run.Options.MaxRedirects)
            throw _run.Error($"The script redirects to more than {_run.Options.MaxRedirects} addresses.");
        if (action is NotifyAction && _items.Count(item => item is NotifyAction) >= _run.Options.MaxNotifications)
            throw _run.Error($"The script sends more than {_run.Options.MaxNotifications} notifications.");
    }
}
