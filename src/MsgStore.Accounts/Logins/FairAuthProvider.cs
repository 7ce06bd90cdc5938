using Microsoft.Extensions.Logging;

namespace MsgStore.Accounts.Logins;

/// <summary>Lets logins through to the dear work of a password hash in fair turns of the clients.</summary>
/// <param name="inner">Who does the work.</param>
/// <param name="turns">The turns.</param>
/// <param name="logger">Told of logins that did not get theirs.</param>
internal sealed class FairAuthProvider(IAuthProvider inner, FairTurns turns, ILogger logger) : IAuthProvider
{
    public async ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var client = ClientPrefix.Of(request.ClientIP);
        using var place = await turns.EnterAsync(client, cancellationToken).ConfigureAwait(false);
        if (place is not null)
            return await inner.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        Log.TurnNotReached(logger, client);
        return new AuthResult.Unavailable();
    }
}
