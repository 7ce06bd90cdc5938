using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Compilation;

/// <summary>Reads a variable of a namespace; one that is not set is empty.</summary>
public delegate string SieveVariableNamespace(SieveRun run, string name);
