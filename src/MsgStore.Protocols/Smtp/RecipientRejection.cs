namespace MsgStore.Protocols.Smtp;

/// <summary>When an unknown recipient is refused.</summary>
public enum RecipientRejection
{
    /// <summary>At RCPT, so that the rest of the message's recipients are served.</summary>
    AtRcpt,

    /// <summary>After the data; RCPT does not tell known from unknown.</summary>
    AfterData,
}
