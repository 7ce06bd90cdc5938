using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Compilation;

/// <summary>A compiled test. It reads the run and changes nothing but match variables and its own extension's state.</summary>
public delegate bool SieveTest(SieveRun run);

/// <summary>A compiled command.</summary>
/// <returns>Where the run goes on.</returns>
public delegate SieveFlow SieveStatement(SieveRun run);

/// <summary>What a tag makes of the action of the command it stands at, as <c>:copy</c> does.</summary>
public delegate SieveAction SieveActionModifier(SieveRun run, SieveAction action);

/// <summary>Compares a value with one key, as a match type and comparator say.</summary>
public delegate bool SieveKeyMatch(SieveRun run, string value);
