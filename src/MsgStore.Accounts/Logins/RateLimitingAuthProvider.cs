using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MsgStore.Accounts.Logins;

/// <summary>Refuses logins, without looking at the password, where too many have failed: of a client with a user, of a client, with a user.</summary>
/// <remarks>
/// Safe for concurrent use. An attempt counts as a failure from its beginning until it has turned out to be none; attempts that could pass a
/// limit together wait for each other, and those of one client with one user always do. A login that is right forgives the pair its failures,
/// and from then on the pair is held by its own limit only; one that asks to act as somebody else is a failure. Known and unknown users are treated alike.
/// </remarks>
public sealed class RateLimitingAuthProvider : IAuthProvider
{
    private readonly IAuthProvider _inner;
    private readonly ILogger _logger;
    private readonly Func<string, CancellationToken, ValueTask<string>>? _canonicalize;
    private readonly AttemptGate _gate;

    /// <summary>Puts the limits before a provider.</summary>
    /// <param name="inner">Who checks passwords.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of refusals.</param>
    public RateLimitingAuthProvider(
        IAuthProvider inner, IOptions<FailureLimitOptions> limits, TimeProvider time, ILogger<RateLimitingAuthProvider> logger)
        : this(inner, limits.Value, time, logger, canonicalize: null)
    {
    }

    internal RateLimitingAuthProvider(
        IAuthProvider inner, FailureLimitOptions limits, TimeProvider time, ILogger logger,
        Func<string, CancellationToken, ValueTask<string>>? canonicalize)
    {
        _inner = inner;
        _logger = logger;
        _canonicalize = canonicalize;
        _gate = new AttemptGate(limits, time);
    }

    /// <inheritdoc/>
    public async ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var name = _canonicalize is null ? request.Username : await _canonicalize(request.Username, cancellationToken).ConfigureAwait(false);
        var key = LoginKey.Of(request.ClientIP, name);
        var verdict = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        if (!verdict.IsAdmitted)
            return Refuse(key, verdict.RetryAfter);
        AuthResult? counted = null;
        try
        {
            var result = counted = await _inner.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
            if (result is not AuthResult.Success { User: var user } || request.AsksFor(user))
                return result;
            user.Dispose();
            counted = new AuthResult.Denied(AuthDenial.InvalidCredentials);
            return new AuthResult.Denied(AuthDenial.PolicyRefused);
        }
        finally
        {
            _gate.Leave(key, counted);
        }
    }

    private AuthResult Refuse(LoginKey key, TimeSpan retryAfter)
    {
        if (retryAfter == TimeSpan.Zero)
        {
            Log.TurnNotReached(_logger, key.Client);
            return new AuthResult.Unavailable();
        }
        Log.RateLimited(_logger, key.Client, retryAfter);
        return new AuthResult.Denied(AuthDenial.RateLimited, retryAfter);
    }
}
