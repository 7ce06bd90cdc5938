using MsgStore.Pipeline;

namespace MsgStore.Accounts;

/// <summary>Counts login attempts by domain and status.</summary>
/// <param name="inner">Who checks them.</param>
/// <param name="metrics">The instruments.</param>
public sealed class MeteredAuthProvider(IAuthProvider inner, MsgStoreMetrics metrics) : IAuthProvider
{
    /// <inheritdoc/>
    public async ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
    {
        var result = await inner.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        metrics.Authenticated(result);
        return result;
    }
}
