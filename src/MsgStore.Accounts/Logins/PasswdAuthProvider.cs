using Microsoft.Extensions.Logging;
using MsgStore.Accounts.Configuration;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Passwords;
using MsgStore.Storage;

namespace MsgStore.Accounts.Logins;

/// <summary>Checks passwords against the passwd files. An unknown user takes the work of a known one.</summary>
/// <param name="names">Finds users.</param>
/// <param name="passwords">Checks passwords.</param>
/// <param name="unlocker">Unlocks the keys of those who read mail; <see langword="null"/> where no mail is sealed.</param>
/// <param name="logger">The log.</param>
internal sealed class PasswdAuthProvider(LoginNames names, PasswordHash passwords, IKeyUnlocker? unlocker, ILogger logger) : IAuthProvider
{
    public async ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var (login, like) = await names.FindAsync(request.Username, cancellationToken).ConfigureAwait(false);
            if (login is null)
                await passwords.VerifyDecoyAsync(request.Secret, like, cancellationToken).ConfigureAwait(false);
            else if (await passwords.VerifyAsync(login.Hash, request.Secret, cancellationToken).ConfigureAwait(false))
                return await UnlockAsync(login, request, cancellationToken).ConfigureAwait(false);
            return new AuthResult.Denied(AuthDenial.InvalidCredentials);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AccountConfigurationException or MsgStoreException)
        {
            Log.Unavailable(logger, e.GetType().Name);
            return new AuthResult.Unavailable();
        }
    }

    private async ValueTask<AuthResult> UnlockAsync(Login login, AuthRequest request, CancellationToken cancellationToken)
    {
        if (!request.UnlockKeys || unlocker is null)
            return new AuthResult.Success(login.ToUser());
        try
        {
            return new AuthResult.Success(login.ToUser(await unlocker.UnlockAsync(login.Mailbox, request.Secret, cancellationToken).ConfigureAwait(false)));
        }
        catch (MsgStoreException e) when (e.Error == StoreError.DecryptionFailed)
        {
            // A mailbox that cannot be read is no login, and no guess at a password either.
            Log.KeysOfAnotherPassword(logger, login.Name);
        }
        catch (MsgStoreException e) when (e.Error == StoreError.Corrupt)
        {
            Log.KeysDamaged(logger, login.Name, e.Message);
        }
        return new AuthResult.Denied(AuthDenial.KeysNotOpened);
    }
}
