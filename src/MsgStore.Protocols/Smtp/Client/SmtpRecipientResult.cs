using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>What a server did with one recipient.</summary>
/// <param name="Phase">The command whose reply decided.</param>
/// <param name="Status">Class 2: the server took responsibility; 4: to be tried again; 5: refused for good.</param>
/// <param name="Text">What happened in one line: the server's reply, or what came instead of one.</param>
public sealed record SmtpRecipientResult(SmtpPhase Phase, EnhancedStatusCode Status, string Text)
{
    /// <summary>The reply that decided; <see langword="null"/> where there was none.</summary>
    public ServerReply? Reply { get; init; }

    /// <summary>Whether the server took responsibility.</summary>
    public bool IsAccepted => Status.Class == 2;

    /// <summary>Whether to try again.</summary>
    public bool IsTransient => Status.Class == 4;

    internal static SmtpRecipientResult Accepted(ServerReply reply) => new(SmtpPhase.EndOfData, reply.Status, reply.ToString()) { Reply = reply };

    // A success or a 3yz where neither belongs is no refusal, but the server cannot be understood: try again (RFC 3463: 4.5.0).
    internal static SmtpRecipientResult Refused(SmtpPhase phase, ServerReply reply) =>
        new(phase, reply.IsSuccess || reply.IsIntermediate ? new EnhancedStatusCode(4, 5, 0) : reply.Status, reply.ToString()) { Reply = reply };
}
