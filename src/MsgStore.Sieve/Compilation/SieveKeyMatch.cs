using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Compilation;

/// <summary>Compares a value with one key, as a match type and comparator say.</summary>
public delegate bool SieveKeyMatch(SieveRun run, string value);
