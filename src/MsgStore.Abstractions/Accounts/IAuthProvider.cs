namespace MsgStore.Accounts;

/// <summary>Checks logins.</summary>
/// <remarks>Safe for concurrent use. Takes about the same time for unknown users as for wrong passwords.</remarks>
public interface IAuthProvider
{
    /// <summary>Checks one attempt. Trouble with the accounts is a result, not an exception.</summary>
    ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default);
}
