using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Compilation;

/// <summary>A compiled command.</summary>
/// <returns>Where the run goes on.</returns>
public delegate SieveFlow SieveStatement(SieveRun run);
