using MsgStore.Delivery;

namespace MsgStore.Queue.Relay;

/// <summary>What became of one recipient at a hop.</summary>
public sealed record RelayReply
{
    /// <summary>The reply code (RFC 5321 §4.2), as 250, 451 or 550. A client that decides by itself uses the code a peer would have given.</summary>
    public required int Code { get; init; }

    /// <summary>The enhanced status code (RFC 3463); <see langword="null"/> where the peer gave none.</summary>
    public EnhancedStatusCode? EnhancedCode { get; init; }

    /// <summary>The text of the reply, lines joined by blanks, without codes.</summary>
    public string Text { get; init; } = "";

    /// <summary>What the reply answered.</summary>
    public RelayPhase Phase { get; init; } = RelayPhase.EndOfData;

    /// <summary>Whether the hop said so itself. Default: true. A transport that decides in its place says false, and no notice puts its words into the hop's mouth.</summary>
    public bool IsFromPeer { get; init; } = true;

    /// <summary>Whether the hop took the message for this recipient.</summary>
    public bool IsDelivered => Code is >= 200 and < 300;

    /// <summary>Whether another attempt may succeed: anything but 2yz and 5yz.</summary>
    public bool IsTransient => Code is < 200 or (>= 300 and < 500);

    /// <summary>The enhanced code, or what follows from the reply code.</summary>
    public EnhancedStatusCode Status => EnhancedCode ?? new EnhancedStatusCode(IsDelivered ? 2 : IsTransient ? 4 : 5, 0, 0);
}
