namespace MsgStore.Accounts;

/// <summary>What came of a login attempt: one of <see cref="Success"/>, <see cref="Denied"/>, <see cref="Unavailable"/>.</summary>
public abstract record AuthResult
{
    private AuthResult()
    {
    }

    /// <summary>The user is who they say.</summary>
    /// <param name="User">The user, whom the caller disposes at the session's end.</param>
    public sealed record Success(User User) : AuthResult;

    /// <summary>The attempt is refused.</summary>
    /// <param name="Reason">Why; for logs and metrics.</param>
    /// <param name="RetryAfter">How long further attempts are pointless; <see langword="null"/> without such a limit.</param>
    public sealed record Denied(AuthDenial Reason, TimeSpan? RetryAfter = null) : AuthResult;

    /// <summary>The accounts cannot be read now: a temporary failure, never a wrong password.</summary>
    public sealed record Unavailable : AuthResult;
}
