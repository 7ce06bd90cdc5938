namespace MsgStore.Delivery;

/// <summary>What became of one recipient. The order is that of <see cref="DeliveryReport.Worst"/>: later is worse.</summary>
public enum DeliveryStatus
{
    /// <summary>Stored durably in every placement.</summary>
    Delivered,
    /// <summary>Durably queued for another host.</summary>
    Queued,
    /// <summary>An alias or list whose members were all served.</summary>
    Expanded,
    /// <summary>Thrown away on purpose, as the recipient's own rules asked.</summary>
    Discarded,
    /// <summary>Refused for good; the sender has to be told.</summary>
    Rejected,
    /// <summary>Not now; the peer keeps the message and tries again.</summary>
    Deferred,
}
