namespace MsgStore.Sieve.Compilation;

/// <summary>Reads a string argument: the hook by which <c>encoded-character</c> and <c>variables</c> give strings a meaning of their own.</summary>
/// <returns>The string, changed or as it was.</returns>
public delegate SieveString SieveStringReader(SieveStringContext context, SieveString text);
