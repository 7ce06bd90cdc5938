using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Compilation;

/// <summary>What a tag makes of the action of the command it stands at, as <c>:copy</c> does.</summary>
public delegate SieveAction SieveActionModifier(SieveRun run, SieveAction action);
