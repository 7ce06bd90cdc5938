namespace MsgStore.Sieve.Syntax;

/// <summary>A place in a script.</summary>
/// <param name="Offset">Octets from the start of the script.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The character in the line, from 1; a UTF-8 sequence counts once.</param>
public readonly record struct SievePosition(int Offset, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Line}:{Column}";
}
