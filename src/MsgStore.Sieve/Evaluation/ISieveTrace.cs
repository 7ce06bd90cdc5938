namespace MsgStore.Sieve.Evaluation;

/// <summary>Is told what a run does, step by step. A run that has to wait for a fact begins again from the start and tells so.</summary>
public interface ISieveTrace
{
    /// <summary>Takes a step.</summary>
    void Write(SieveTraceStep step);
}
