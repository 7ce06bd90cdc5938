namespace MsgStore.Accounts;

/// <summary>Why a login was denied. Peers are told no more than the protocol's one text, but for limits and for keys.</summary>
public enum AuthDenial
{
    /// <summary>Unknown user or wrong password; which of them is not told.</summary>
    InvalidCredentials,
    /// <summary>Too many failures; the password was not looked at.</summary>
    RateLimited,
    /// <summary>The user exists and may not log in here.</summary>
    Disabled,
    /// <summary>The mechanism or the connection is not good enough for this user.</summary>
    PolicyRefused,
    /// <summary>
    /// The password is right, and the keys that mail is sealed for cannot be opened with it: asking for the password again is pointless, and only an
    /// administrator can help. No failure to be counted.
    /// </summary>
    KeysNotOpened,
}
