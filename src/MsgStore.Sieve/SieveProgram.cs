using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve;

/// <summary>A compiled script. Immutable; safe for concurrent use, and worth keeping.</summary>
public sealed class SieveProgram
{
    private readonly SieveStatement _statement;

    internal SieveProgram(SieveStatement statement, SieveOptions options)
    {
        _statement = statement;
        Options = options;
    }

    /// <summary>Limits and settings it was compiled with.</summary>
    public SieveOptions Options { get; }

    /// <summary>Evaluates the program. Nothing is done: what is to be done is in the result.</summary>
    /// <remarks>
    /// Evaluation itself never waits. Where it needs a fact that the environment or the message content has to fetch, it is put off until the fact
    /// is there and then made again from the start, with every fact asked for at most once.
    /// </remarks>
    /// <param name="input">Message, envelope and surroundings.</param>
    /// <param name="cancellationToken">Ends the fetching of facts.</param>
    /// <returns>The actions; after a script error, the error and the implicit keep. A script never makes this throw; the environment may.</returns>
    public ValueTask<SieveResult> EvaluateAsync(SieveInput input, CancellationToken cancellationToken = default)
    {
        var facts = new FactTable(input.Environment, cancellationToken);
        return TryEvaluate(input, facts) is { } result ? new(result) : EvaluateSlowlyAsync(input, facts);
    }

    private async ValueTask<SieveResult> EvaluateSlowlyAsync(SieveInput input, FactTable facts)
    {
        while (true)
        {
            await facts.FetchAsync().ConfigureAwait(false);
            if (TryEvaluate(input, facts) is { } result)
                return result;
        }
    }

    private SieveResult? TryEvaluate(SieveInput input, FactTable facts)
    {
        var run = new SieveRun(Options, input, facts);
        try
        {
            return Run(run);
        }
        catch (FactPendingException)
        {
            facts.EarlierSteps += run.Instructions;
            return null;
        }
    }

    internal SieveResult Run(SieveRun run)
    {
        try
        {
            _statement(run);
            return run.Finish(null);
        }
        catch (SieveRuntimeException exception)
        {
            return run.Finish(new(exception.Position, exception.ScriptName, exception.Message));
        }
    }

    /// <summary>Executes the program within a run, as <c>include</c> does with a script.</summary>
    internal SieveFlow Execute(SieveRun run) => _statement(run);
}
