namespace MsgStore.Delivery;

/// <summary>The moments at which a protocol asks whether to go on.</summary>
public enum AdmissionStage
{
    /// <summary>A connection was accepted; nothing is read yet.</summary>
    Connect,
    /// <summary>HELO, EHLO or LHLO.</summary>
    Helo,
    /// <summary>After a successful AUTH.</summary>
    Auth,
    /// <summary>MAIL, with the declared size.</summary>
    Mail,
    /// <summary>RCPT, after the recipient directory was asked.</summary>
    Rcpt,
    /// <summary>DATA or the first BDAT, before any octet is read.</summary>
    Data,
}
