namespace MsgStore.Protocols.Pop3;

/// <summary>What UIDL shows for a message (RFC 1939 §7). Clients keep these ids, so a change makes them fetch all mail again.</summary>
public enum UidlFormat
{
    /// <summary>The message key; a key longer than 70 octets is shown as its SHA-256 in base64url.</summary>
    Key,

    /// <summary>The UID in decimal digits.</summary>
    Uid,

    /// <summary>UID and UIDVALIDITY as Dovecot's <c>%08Xu%08Xv</c>: 16 hexadecimal digits.</summary>
    UidAndValidity,
}
