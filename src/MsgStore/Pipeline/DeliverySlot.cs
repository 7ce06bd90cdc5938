namespace MsgStore.Pipeline;

/// <summary>Where a stage stands in the pipeline. The order is a safety property: no filter sees sealed mail, nothing reaches a store unsealed past Protect.</summary>
public enum DeliverySlot
{
    /// <summary>Metrics and tracing of whole transactions.</summary>
    Observe,
    /// <summary>Spam verdicts and loop limits; sees every recipient, local and remote, as the peer gave them.</summary>
    Inspect,
    /// <summary>Before addresses become mailboxes. The built-in routing stands at the end of this slot; local recipients go on from there.</summary>
    Route,
    /// <summary>Refusal of what cannot be stored, before filters act on it.</summary>
    Quota,
    /// <summary>Sieve.</summary>
    Filter,
    /// <summary>Trace fields of final delivery (RFC 5321 §4.4).</summary>
    Trace,
    /// <summary>Sealing.</summary>
    Protect,
    /// <summary>Directly before the store.</summary>
    Store,
}
