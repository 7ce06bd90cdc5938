using System.Text;
using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>Active scripts in a dictionary.</summary>
internal sealed class MemoryScriptStore : IScriptStore
{
    private static readonly ScriptName Main = ScriptName.Parse("main");

    public Dictionary<string, string> Active { get; } = [];

    public Dictionary<string, string> Others { get; } = [];

    public StoreError? Failure { get; set; }

    public ValueTask<ActiveScript?> ReadActiveAsync(MailboxName owner, CancellationToken cancellationToken = default) =>
        Failure is { } failure ? throw new MsgStoreException(failure, "Out of order.")
        : new(Active.TryGetValue(owner.ToString(), out var text) ? new ActiveScript(Main, Encoding.UTF8.GetBytes(text)) : null);

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(MailboxName owner, ScriptName name, CancellationToken cancellationToken = default) =>
        new(Others.TryGetValue(name.Value, out var text) ? Encoding.UTF8.GetBytes(text) : (ReadOnlyMemory<byte>?)null);

    public ValueTask<IReadOnlyList<ScriptInfo>> ListAsync(MailboxName owner, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ScriptOutcome> CheckRoomAsync(MailboxName owner, ScriptName name, long sizeInOctets, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ScriptOutcome> WriteAsync(MailboxName owner, ScriptName name, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ScriptOutcome> DeleteAsync(MailboxName owner, ScriptName name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ScriptOutcome> RenameAsync(MailboxName owner, ScriptName name, ScriptName newName, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ScriptOutcome> ActivateAsync(MailboxName owner, ScriptName? name, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
