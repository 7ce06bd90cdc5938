namespace MsgStore.Queue.Notices;

/// <summary>What a sender is told (RFC 3464 §2.3.3).</summary>
internal enum NoticeKind
{
    /// <summary>It could not be delivered.</summary>
    Failed,
    /// <summary>It takes long.</summary>
    Delayed,
    /// <summary>It went to a host that tells of no delivery.</summary>
    Relayed,
    /// <summary>It was delivered.</summary>
    Delivered,
}
