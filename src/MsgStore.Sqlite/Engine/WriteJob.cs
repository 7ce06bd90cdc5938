namespace MsgStore.Sqlite.Engine;

/// <summary>A write that waits for its turn. It may run more than once; only what was committed counts.</summary>
internal abstract class WriteJob(int octets, bool runsAlone)
{
    /// <summary>Octets it adds, roughly; a transaction takes no more jobs once it has enough.</summary>
    public int Octets { get; } = octets;

    /// <summary>Whether it runs outside a transaction, alone.</summary>
    public bool RunsAlone { get; } = runsAlone;

    /// <summary>Whether it was cancelled before it ran.</summary>
    public abstract bool TryCancel();

    public abstract void Run(SqliteConnection connection);

    /// <summary>Tells the caller that it is durable.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <summary>A write with a result.</summary>
internal sealed class WriteJob<T>(Func<WriteScope, T> write, int octets, bool runsAlone, CancellationToken cancellationToken) : WriteJob(octets, runsAlone)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriteScope? _scope;
    private T? _result;

    public Task<T> Result => _completion.Task;

    public override bool TryCancel() => cancellationToken.IsCancellationRequested && _completion.TrySetCanceled(cancellationToken);

    public override void Run(SqliteConnection connection)
    {
        _scope = new WriteScope(connection);
        _result = write(_scope);
    }

    public override void Complete()
    {
        // First what follows the commit: who is told that a message is gone finds its file gone too.
        _scope?.Committed();
        // Run has set it: only jobs that ran are completed.
        _completion.TrySetResult(_result!);
    }

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
