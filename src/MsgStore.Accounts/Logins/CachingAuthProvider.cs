using MsgStore.Accounts.Configuration;
using MsgStore.Storage;

namespace MsgStore.Accounts.Logins;

/// <summary>
/// Answers for logins that were right a little while ago, so that clients that poll do not pay for a password hash each time. A login that
/// unlocks keys needs the password's own work and goes through.
/// </summary>
/// <param name="inner">Who checks passwords.</param>
/// <param name="names">Whom a name means now.</param>
/// <param name="cache">What was right.</param>
/// <param name="keys">Who knows which mailboxes have keys; <see langword="null"/> where none has.</param>
internal sealed class CachingAuthProvider(IAuthProvider inner, LoginNames names, LoginCache cache, IKeyProvider? keys) : IAuthProvider
{
    private readonly LoginGate<LoginCache.Key> _gate = new();

    public async ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await FindAsync(request, cancellationToken).ConfigureAwait(false) is not { } login)
            return await inner.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        var key = cache.KeyOf(login, request.Secret.Span);
        if (cache.Contains(key))
            return new AuthResult.Success(login.ToUser());
        // Of many clients that come with the same login at once, the first one pays for all.
        using var turn = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        if (cache.Contains(key))
            return new AuthResult.Success(login.ToUser());
        var result = await inner.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        if (result is AuthResult.Success)
            cache.Add(key);
        return result;
    }

    /// <summary>The user; <see langword="null"/> where the cache has no say.</summary>
    private async ValueTask<Login?> FindAsync(AuthRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var (login, _) = await names.FindAsync(request.Username, cancellationToken).ConfigureAwait(false);
            return login is not null && request.UnlockKeys && keys is not null
                && await keys.GetPublicKeyAsync(login.Mailbox, cancellationToken).ConfigureAwait(false) is not null
                    ? null
                    : login;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AccountConfigurationException or MsgStoreException)
        {
            // The inner provider meets the same trouble and reports it.
            return null;
        }
    }
}
