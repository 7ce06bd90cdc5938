using MsgStore.Delivery;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Evaluation;

/// <summary>One thing a script asks for.</summary>
public abstract record SieveAction
{
    /// <summary>The command that asked.</summary>
    public SievePosition Position { get; init; }

    /// <summary>The message as the script changed it before this action (RFC 5293, RFC 5703); <see langword="null"/> for the message as received. Redirects do not see that it was enclosed (RFC 5703 §6).</summary>
    public MessageContent? Message { get; init; }

    /// <summary>Whether the implicit keep goes on (<c>:copy</c>, RFC 3894, and actions that never cancel it).</summary>
    public bool PreservesKeep { get; init; }
}
