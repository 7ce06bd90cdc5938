namespace MsgStore.Delivery;

/// <summary>The values of RET (RFC 3461 §4.3).</summary>
public enum DsnReturn
{
    /// <summary>FULL: the whole message.</summary>
    Full,
    /// <summary>HDRS: the header section only.</summary>
    Headers,
}
