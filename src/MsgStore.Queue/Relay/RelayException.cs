using System.Collections.Immutable;

namespace MsgStore.Queue.Relay;

/// <summary>A hop cannot be used, or was lost in the middle of a dialogue. The message is for operators.</summary>
public class RelayException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="reply">What to tell of each recipient: the peer's own reply, or one made for what happened. Its code says whether to try again.</param>
    /// <param name="innerException">The cause, if another exception told of it.</param>
    public RelayException(RelayReply reply, Exception? innerException = null)
        : base($"{reply.Phase}: {reply.Code} {reply.Text}", innerException) => Reply = reply;

    /// <summary>What to tell of each recipient.</summary>
    public RelayReply Reply { get; }

    /// <summary>Whether the same hop may be tried again later.</summary>
    public bool IsTransient => Reply.IsTransient;

    /// <summary>
    /// Whether another hop of the same route is worth trying at once: yes unless the peer refused the message itself. Default: true where the phase is
    /// before MAIL.
    /// </summary>
    public bool TryNextHop => Reply.Phase < RelayPhase.Mail;

    /// <summary>The dialogue up to then.</summary>
    public ImmutableArray<string> Transcript { get; init; } = [];
}
