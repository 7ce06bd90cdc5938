namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>Counts what delivery asks of store, road out and memory, and fails once.</summary>
internal sealed class FaultPoint
{
    /// <summary>Steps so far.</summary>
    public int Steps { get; private set; }

    /// <summary>The step that fails, from 1; 0 for none.</summary>
    public int At { get; set; }

    /// <summary>Whether it fails once it is done, as where the process ends, instead of before.</summary>
    public bool IsAfter { get; set; }

    /// <summary>How it fails.</summary>
    public Func<Exception>? Make { get; set; }

    /// <summary>Takes a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="isCancellable">Whether it can end in the exception of a cancellation.</param>
    public async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> step, bool isCancellable = true)
    {
        var exception = ++Steps == At ? Make?.Invoke() : null;
        if (exception is OperationCanceledException && !isCancellable)
            exception = null;
        if (exception is not null && !IsAfter)
            throw exception;
        var result = await step();
        return exception is null ? result : throw exception;
    }
}
