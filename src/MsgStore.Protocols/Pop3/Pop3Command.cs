namespace MsgStore.Protocols.Pop3;

/// <summary>One row of the command table.</summary>
/// <param name="Verb">The verb in upper case.</param>
/// <param name="Allowed">The states in which it is served.</param>
/// <param name="Run">Serves it. No reply means that nobody is left to read one.</param>
internal sealed record Pop3Command(string Verb, Pop3States Allowed, Func<Pop3Context, CancellationToken, ValueTask<Pop3Reply?>> Run)
{
    /// <summary>The verb as it stands on the wire.</summary>
    public ReadOnlyMemory<byte> Octets { get; } = System.Text.Encoding.ASCII.GetBytes(Verb);

    /// <summary>Whether its answer may have been begun when it fails, so that no other answer can follow.</summary>
    public bool IsStreamed { get; init; }
}
