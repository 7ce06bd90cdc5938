namespace MsgStore.Cli.Watching;

/// <summary>Tells that something changed in a mailbox. Many changes may become one signal; none is lost.</summary>
internal interface IChangeSignal : IDisposable
{
    /// <summary>Waits for the next change since the last wait.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);
}
