using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Syntax;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>Runs the scripts of one recipient, the site's around the owner's. Does nothing of what they ask.</summary>
/// <remarks>The next script is run where the one before leaves the implicit keep, on the message as that one changed it. An error ends the row with a keep; what scripts before it asked for stands.</remarks>
internal sealed class ScriptRunner(SieveDeliveryParts parts)
{
    private readonly ProgramCache _programs = new(parts.Compiler, parts.Options.ProgramCapacity);

    /// <summary>Runs the scripts.</summary>
    /// <returns><see langword="null"/> where there are none.</returns>
    /// <exception cref="MsgStoreException">Scripts, or what they ask about, cannot be read.</exception>
    public async ValueTask<Verdict?> RunAsync(Envelope envelope, Recipient recipient, SieveMessage message, CancellationToken cancellationToken)
    {
        if (recipient.Mailbox is not { } owner)
            return null;
        var scripts = await CollectAsync(owner, cancellationToken).ConfigureAwait(false);
        if (scripts.Count == 0)
            return null;
        var run = new Row(EnvelopeFacts.Of(envelope, recipient), new StoreEnvironment(envelope, owner, parts), message);
        foreach (var script in scripts)
        {
            await RunAsync(run, owner, script, cancellationToken).ConfigureAwait(false);
            if (run.IsOver)
                break;
        }
        return run.Finish();
    }

    // A defect of this package, or of somebody's extension, is no reason to refuse mail, again and again: the message is kept, as after any error of a script.
    private async ValueTask RunAsync(Row row, MailboxName owner, Script script, CancellationToken cancellationToken)
    {
        try
        {
            var compilation = await _programs.CompileAsync(
                owner, script.Octets, () => new OwnerScriptSource(owner, parts.Scripts, parts.Site, parts.Options.GlobalRoot), cancellationToken).ConfigureAwait(false);
            if (compilation.Program is { } program)
            {
                await row.AddAsync(script.Name, program, cancellationToken).ConfigureAwait(false);
                return;
            }
            var reason = compilation.Diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == SieveSeverity.Error);
            if (script.IsSite)
                Log.SiteScriptBroken(parts.Logger, script.Name, reason?.ToString());
            row.Fail($"{script.Name} cannot be run: {reason}");
        }
        catch (Exception e) when (e is OutOfMemoryException or IOException)
        {
            // This may be the script that keeps mail out, and the next time there may be memory, or a disk that reads.
            throw new MsgStoreException(StoreError.Unavailable, $"{script.Name} could not be run now.", e);
        }
        catch (Exception e) when (e is not (MsgStoreException or OperationCanceledException))
        {
            Log.ScriptBroke(parts.Logger, e, script.Name);
            row.Fail($"{script.Name} could not be run to its end; the operator finds the reason in the log.");
        }
    }

    private async ValueTask<List<Script>> CollectAsync(MailboxName owner, CancellationToken cancellationToken)
    {
        var scripts = new List<Script>();
        AddSite(parts.Options.Before);
        if (await parts.Scripts.ReadActiveAsync(owner, cancellationToken).ConfigureAwait(false) is { } active)
            scripts.Add(new($"The script \"{active.Name}\"", active.Octets, IsSite: false));
        AddSite(parts.Options.After);
        return scripts;

        void AddSite(IEnumerable<string> files)
        {
            foreach (var file in files)
                scripts.Add(new($"The site's script \"{Path.GetFileNameWithoutExtension(file)}\"", ReadSite(file), IsSite: true));
        }
    }

    // The site's scripts can be what keeps mail out: without them it waits.
    private ReadOnlyMemory<byte> ReadSite(string file) =>
        parts.Site.Read(file) ?? throw new MsgStoreException(StoreError.Unavailable, $"The site script '{file}' is not there.");

    private sealed record Script(string Name, ReadOnlyMemory<byte> Octets, bool IsSite);

    /// <summary>The scripts run so far, and what they asked for.</summary>
    private sealed class Row(SieveEnvelope envelope, StoreEnvironment environment, SieveMessage message)
    {
        private readonly ImmutableArray<SieveAction>.Builder _actions = ImmutableArray.CreateBuilder<SieveAction>();
        private readonly ImmutableArray<SieveDuplicateEntry>.Builder _duplicates = ImmutableArray.CreateBuilder<SieveDuplicateEntry>();
        private readonly ImmutableArray<string>.Builder _troubles = ImmutableArray.CreateBuilder<string>();
        private SieveMessage _message = message;
        private KeepAction? _keep = new();

        public bool IsOver { get; private set; }

        public void Fail(string reason)
        {
            _troubles.Add(reason);
            _keep = new KeepAction { Message = _keep?.Message };
            IsOver = true;
        }

        public async ValueTask AddAsync(string name, SieveProgram program, CancellationToken cancellationToken)
        {
            var result = await program.EvaluateAsync(new SieveInput { Message = _message, Envelope = envelope, Environment = environment }, cancellationToken).ConfigureAwait(false);
            foreach (var warning in result.Warnings)
                _troubles.Add($"{name}: {warning}");
            if (result.Error is { } error)
            {
                Fail($"{name} failed: {error}");
                return;
            }
            // A script on a changed message asks for copies of that one.
            var changed = _keep?.Message;
            _actions.AddRange(result.Actions.Select(action => action.Message is null ? action with { Message = changed } : action));
            _duplicates.AddRange(result.Duplicates);
            IsOver = result.ImplicitKeep is null;
            _keep = result.ImplicitKeep is { Message: null } keep ? keep with { Message = changed } : result.ImplicitKeep;
            if (_keep?.Message is { } next && !ReferenceEquals(next, changed))
                _message = _message.Changed(next, result.BeforeEnclosure);
        }

        public Verdict Finish() => new()
        {
            Actions = _keep is null ? _actions.ToImmutable() : [.. _actions, _keep],
            Duplicates = _duplicates.ToImmutable(),
            Troubles = _troubles.ToImmutable(),
        };
    }
}
