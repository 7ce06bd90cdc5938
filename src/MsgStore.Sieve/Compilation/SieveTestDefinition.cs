namespace MsgStore.Sieve.Compilation;

/// <summary>A test.</summary>
/// <param name="Name">The identifier.</param>
/// <param name="Compile">Checks the arguments, prepares constants and makes the test; errors go to the binding.</param>
public sealed record SieveTestDefinition(string Name, Func<SieveBinding, SieveTest> Compile) : SieveDefinition(Name);
