namespace MsgStore.Accounts.Administration;

/// <summary>A change of accounts is refused. The message is for the operator.</summary>
public sealed class AccountException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">The kind.</param>
    /// <param name="message">Names the thing and the remedy.</param>
    public AccountException(AccountError error, string message)
        : base(message) => Error = error;

    /// <summary>The kind.</summary>
    public AccountError Error { get; }
}
