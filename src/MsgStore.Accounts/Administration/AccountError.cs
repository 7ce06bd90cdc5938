namespace MsgStore.Accounts.Administration;

/// <summary>Why a change of accounts was refused.</summary>
public enum AccountError
{
    /// <summary>A name that no user or domain can have.</summary>
    InvalidName,
    /// <summary>The domain is not served here.</summary>
    DomainNotFound,
    /// <summary>The domain to add is there.</summary>
    DomainExists,
    /// <summary>The domain to remove has users, or files that are not of accounts.</summary>
    DomainNotEmpty,
    /// <summary>The user is not there.</summary>
    UserNotFound,
    /// <summary>The user to add is there.</summary>
    UserExists,
    /// <summary>Somebody else has been changing the same file for too long.</summary>
    Busy,
}
