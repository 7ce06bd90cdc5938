namespace MsgStore.Delivery;

/// <summary>The values of NOTIFY (RFC 3461 §4.1).</summary>
[Flags]
public enum DsnNotify
{
    /// <summary>NEVER: no notification at all.</summary>
    Never = 0,
    /// <summary>SUCCESS: when the message was delivered.</summary>
    Success = 1,
    /// <summary>FAILURE: when it could not be delivered.</summary>
    Failure = 2,
    /// <summary>DELAY: when delivery takes unusually long.</summary>
    Delay = 4,
}
