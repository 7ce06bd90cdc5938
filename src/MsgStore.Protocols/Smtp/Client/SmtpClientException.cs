using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>No message could be sent over a connection: it was not made, not greeted, not secured or not authenticated.</summary>
public sealed class SmtpClientException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="phase">What the client was doing.</param>
    /// <param name="status">The enhanced status code; class 4 is transient.</param>
    /// <param name="message">What happened, with the server's name.</param>
    /// <param name="inner">What caused it.</param>
    public SmtpClientException(SmtpPhase phase, EnhancedStatusCode status, string message, Exception? inner = null)
        : base(message, inner)
    {
        Phase = phase;
        Status = status;
    }

    /// <summary>What the client was doing.</summary>
    public SmtpPhase Phase { get; }

    /// <summary>The enhanced status code (RFC 3463).</summary>
    public EnhancedStatusCode Status { get; }

    /// <summary>What the server said; <see langword="null"/> where it said nothing.</summary>
    public ServerReply? Reply { get; init; }

    /// <summary>The lines of the dialogue so far; secrets are left out.</summary>
    public IReadOnlyList<string> Transcript { get; init; } = [];

    /// <summary>Whether trying again later, or another host, may help.</summary>
    public bool IsTransient => Status.Class == 4;
}
