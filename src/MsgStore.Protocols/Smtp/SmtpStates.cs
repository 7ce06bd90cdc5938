namespace MsgStore.Protocols.Smtp;

/// <summary>Where a session stands (RFC 5321 §4.1.4). One at a time; sets of them say where a command is allowed.</summary>
[Flags]
internal enum SmtpStates
{
    /// <summary>No state; the empty set.</summary>
    None = 0,

    /// <summary>No name given yet.</summary>
    Connected = 1,

    /// <summary>Named itself; no transaction.</summary>
    Greeted = 2,

    /// <summary>MAIL was accepted.</summary>
    Mail = 4,

    /// <summary>At least one RCPT was accepted.</summary>
    Recipients = 8,

    /// <summary>Between two BDAT chunks (RFC 3030 §2).</summary>
    Chunking = 16,

    /// <summary>Everywhere.</summary>
    Any = Connected | Greeted | Mail | Recipients | Chunking,
}
