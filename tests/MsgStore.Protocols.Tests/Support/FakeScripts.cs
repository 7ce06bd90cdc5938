using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>Scripts in memory. What holds "bad" is no script, what holds "odd" has a warning.</summary>
internal sealed class FakeScripts : IScriptStore, IScriptChecker
{
    private readonly SortedDictionary<string, byte[]> _scripts = new(StringComparer.Ordinal);
    private string? _active;

    public StoreError? Failure { get; set; }

    public IReadOnlyList<string> Extensions { get; } = ["fileinto", "reject"];

    public IReadOnlyList<string> NotifyMethods { get; } = ["mailto"];

    public IReadOnlyList<string> ListSchemes { get; set; } = [];

    public int MaxRedirects => 4;

    public int MaxScripts { get; set; } = 5;

    public ScriptCheck Check(ReadOnlyMemory<byte> octets)
    {
        var text = Octets.Text(octets.Span);
        return text.Contains("bad", StringComparison.Ordinal) ? new(false, "1:1: error: \"bad\" is no command\r\n1:2: error: nor is this")
            : text.Contains("odd", StringComparison.Ordinal) ? new(true, "1:1: warning: odd") : new(true, "");
    }

    public ValueTask<IReadOnlyList<ScriptInfo>> ListAsync(MailboxName owner, CancellationToken cancellationToken = default) =>
        new([.. Checked(owner).Select(pair => new ScriptInfo(ScriptName.Parse(pair.Key), pair.Value.Length, pair.Key == _active))]);

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(MailboxName owner, ScriptName name, CancellationToken cancellationToken = default) =>
        new(Checked(owner).TryGetValue(name.Value, out var octets) ? octets : (ReadOnlyMemory<byte>?)null);

    public ValueTask<ActiveScript?> ReadActiveAsync(MailboxName owner, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<ScriptOutcome> CheckRoomAsync(MailboxName owner, ScriptName name, long sizeInOctets, CancellationToken cancellationToken = default) =>
        new(sizeInOctets > 5000 ? ScriptOutcome.TooLarge
            : Checked(owner).Count >= MaxScripts && !_scripts.ContainsKey(name.Value) ? ScriptOutcome.TooMany : ScriptOutcome.Done);

    public async ValueTask<ScriptOutcome> WriteAsync(MailboxName owner, ScriptName name, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken = default)
    {
        var room = await CheckRoomAsync(owner, name, octets.Length, cancellationToken);
        if (room == ScriptOutcome.Done)
            _scripts[name.Value] = octets.ToArray();
        return room;
    }

    public ValueTask<ScriptOutcome> DeleteAsync(MailboxName owner, ScriptName name, CancellationToken cancellationToken = default) =>
        new(!Checked(owner).ContainsKey(name.Value) ? ScriptOutcome.NotFound
            : _active == name.Value ? ScriptOutcome.Active : _scripts.Remove(name.Value) ? ScriptOutcome.Done : ScriptOutcome.NotFound);

    public ValueTask<ScriptOutcome> RenameAsync(MailboxName owner, ScriptName name, ScriptName newName, CancellationToken cancellationToken = default)
    {
        if (!Checked(owner).TryGetValue(name.Value, out var octets))
            return new(ScriptOutcome.NotFound);
        if (!_scripts.TryAdd(newName.Value, octets))
            return new(ScriptOutcome.Exists);
        _scripts.Remove(name.Value);
        _active = _active == name.Value ? newName.Value : _active;
        return new(ScriptOutcome.Done);
    }

    public ValueTask<ScriptOutcome> ActivateAsync(MailboxName owner, ScriptName? name, CancellationToken cancellationToken = default)
    {
        if (name is not null && !Checked(owner).ContainsKey(name.Value))
            return new(ScriptOutcome.NotFound);
        _active = name?.Value;
        return new(ScriptOutcome.Done);
    }

    private SortedDictionary<string, byte[]> Checked(MailboxName owner)
    {
        Assert.Equal("alice@here.example", owner.ToString());
        return Failure is { } failure ? throw new MsgStoreException(failure, "/secret/path is in trouble") : _scripts;
    }
}
