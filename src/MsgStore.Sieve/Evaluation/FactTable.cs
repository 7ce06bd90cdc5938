using System.Diagnostics.CodeAnalysis;

namespace MsgStore.Sieve.Evaluation;

/// <summary>What is known of the world outside the run. Facts that have to be waited for are fetched between two attempts.</summary>
internal sealed class FactTable(ISieveEnvironment environment, CancellationToken cancellationToken)
{
    private readonly Dictionary<object, object?> _facts = [];
    private Func<ValueTask>? _pending;

    /// <summary>Whether each question is asked anew, for a world that the run itself changes.</summary>
    public bool IsForgetful { get; init; }

    /// <summary>Steps of the attempts before this one: an evaluation has one budget, however often it is made again.</summary>
    public long EarlierSteps { get; set; }

    /// <summary>What regular expressions took, in all attempts.</summary>
    public TimeSpan RegexTime { get; set; }

    /// <summary>Whether a fact is known already.</summary>
    public bool Has(object key) => _facts.ContainsKey(key);

    /// <summary>Gives a fact.</summary>
    /// <exception cref="FactPendingException">It has to be fetched first.</exception>
    public T Get<T>(object key, Func<ISieveEnvironment, CancellationToken, ValueTask<T>> fetch)
    {
        if (_facts.TryGetValue(key, out var known))
            return (T)known!;
        var task = fetch(environment, cancellationToken).AsTask();
        if (!task.IsCompletedSuccessfully)
            Wait(key, task);
        var fact = task.Result;
        if (!IsForgetful)
            _facts.Add(key, fact);
        return fact;
    }

    /// <summary>Fetches what the last attempt waited for.</summary>
    public ValueTask FetchAsync()
    {
        var pending = _pending;
        _pending = null;
        return pending?.Invoke() ?? default;
    }

    [DoesNotReturn]
    private void Wait<T>(object key, Task<T> task)
    {
        _pending = async () => _facts.Add(key, await task.ConfigureAwait(false));
        throw new FactPendingException();
    }
}

/// <summary>A fact is not there yet; the run is made again when it is.</summary>
internal sealed class FactPendingException : Exception;
