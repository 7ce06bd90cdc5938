using MsgStore.Protocols.Smtp.Client;

namespace MsgStore.Queue.Relay.Smtp;

/// <summary>What a client heard, in the queue's words.</summary>
internal static class SmtpReplies
{
    public static RelayReply Of(SmtpRecipientResult result) => new()
    {
        Code = result.Reply is { } reply && reply.Code / 100 == result.Status.Class ? reply.Code : result.Status.Class switch { 2 => 250, 4 => 451, _ => 550 },
        EnhancedCode = result.Status,
        Text = result.Reply?.Text ?? result.Text,
        Phase = PhaseOf(result.Phase),
        IsFromPeer = result.Reply is not null,
    };

    /// <summary>A connection that was not to be had.</summary>
    /// <remarks>
    /// A host that refuses this one before any message was named says nothing about the message: a wrong password, or a greeting of 554, would
    /// otherwise end mail for good that the next host, or a mended setting, would deliver. So it is transient.
    /// </remarks>
    public static RelayException Failure(SmtpClientException e) => new(
        new RelayReply
        {
            Code = 451,
            EnhancedCode = new Delivery.EnhancedStatusCode(4, e.Status.Subject, e.Status.Detail),
            Text = e.Reply is { } reply ? $"{e.Phase} was refused: {reply}" : e.Message,
            Phase = PhaseOf(e.Phase),
            IsFromPeer = e.Reply is not null,
        }, e)
    {
        Transcript = [.. e.Transcript],
    };

    private static RelayPhase PhaseOf(SmtpPhase phase) => phase switch
    {
        SmtpPhase.Connect => RelayPhase.Connect,
        SmtpPhase.Greeting => RelayPhase.Greeting,
        SmtpPhase.Hello => RelayPhase.Hello,
        SmtpPhase.Tls => RelayPhase.Tls,
        SmtpPhase.Authentication => RelayPhase.Auth,
        SmtpPhase.Mail => RelayPhase.Mail,
        SmtpPhase.Recipient => RelayPhase.Rcpt,
        SmtpPhase.Data => RelayPhase.Data,
        _ => RelayPhase.EndOfData,
    };
}
