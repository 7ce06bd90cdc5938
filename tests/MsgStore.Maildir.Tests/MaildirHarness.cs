using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Conformance;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Posix.Linux;

namespace MsgStore.Maildir.Tests;

/// <summary>A store in a directory of its own.</summary>
internal sealed class MaildirHarness : IStoreHarness
{
    private readonly List<MaildirBackend> _backends = [];
    private readonly Action<MaildirOptions> _configure;

    public MaildirHarness(Action<MaildirOptions>? configure = null)
    {
        _configure = configure ?? (_ => { });
        Root = Directory.CreateTempSubdirectory("msgstore-maildir-").FullName;
        Backend = OpenSecond();
    }

    public string Root { get; }

    public IMessageBackend Backend { get; }

    public IReadOnlySet<Type> MissingCapabilities { get; } = new HashSet<Type> { typeof(IChangeFeedCapability) };

    public string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public IMessageBackend OpenSecond()
    {
        var options = new MaildirOptions { Root = Root };
        _configure(options);
        var backend = new MaildirBackend(new MaildirContext(new LinuxFileLayer(), options, TimeProvider.System, NullLogger.Instance));
        _backends.Add(backend);
        return backend;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var backend in _backends)
            backend.Dispose();
        Directory.Delete(Root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
