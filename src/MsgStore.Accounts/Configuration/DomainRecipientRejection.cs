namespace MsgStore.Accounts.Configuration;

/// <summary>When a domain wants unknown recipients refused.</summary>
public enum DomainRecipientRejection
{
    /// <summary>At RCPT; written <c>rcpt</c>.</summary>
    AtRcpt,
    /// <summary>After the message, so that senders cannot try out addresses; written <c>data</c>.</summary>
    AfterData,
}
