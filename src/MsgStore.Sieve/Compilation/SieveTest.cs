using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Compilation;

/// <summary>A compiled test. It reads the run and changes nothing but match variables and its own extension's state.</summary>
public delegate bool SieveTest(SieveRun run);
