namespace MsgStore.Delivery;

/// <summary>How urgent a message is to its sender. A queue serves the more urgent first and lets the others age, so that none waits for ever.</summary>
public enum MailPriority
{
    /// <summary>Bulk mail: after all others.</summary>
    Low,
    /// <summary>Mail between people, and whatever says nothing. The default.</summary>
    Normal,
    /// <summary>Before other mail.</summary>
    High,
    /// <summary>At once: codes for logins, alarms.</summary>
    Urgent,
}
