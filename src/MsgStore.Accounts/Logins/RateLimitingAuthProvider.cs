using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MsgStore.Accounts.Logins;

/// <summary>Refuses logins, without looking at the password, where too many have failed: of a client with a user, of a client, with a user.</summary>
/// <remarks>
/// Safe for concurrent use. Attempts of one client with one user are checked one after the other. A login that is right forgives the pair
/// its failures. Known and unknown users are treated alike.
/// </remarks>
public sealed class RateLimitingAuthProvider : IAuthProvider
{
    private static readonly TimeSpan Trust = TimeSpan.FromDays(1);

    private readonly IAuthProvider _inner;
    private readonly ILogger _logger;
    private readonly Func<string, CancellationToken, ValueTask<string>>? _canonicalize;
    private readonly Lock _lock = new();
    private readonly LoginGate<LoginKey> _gate = new();
    private readonly FailureTable<LoginKey> _pairs;
    private readonly FailureTable<LoginKey> _clients;
    private readonly FailureTable<LoginKey> _users;
    private readonly FailureTable<LoginKey> _trusted;

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
        var window = TimeSpan.FromMinutes(limits.WindowInMinutes);
        _pairs = new(limits.PerClientAndUser, window, limits.Capacity, time);
        _clients = new(limits.PerClient, window, limits.Capacity, time);
        _users = new(limits.PerUser, window, limits.Capacity, time);
        _trusted = new(1, Trust, limits.Capacity, time);
    }

    /// <inheritdoc/>
    public async ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var name = _canonicalize is null ? request.Username : await _canonicalize(request.Username, cancellationToken).ConfigureAwait(false);
        var key = LoginKey.Of(request.ClientIP, name);
        using var turn = await _gate.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        var refused = Refused(key);
        if (refused > TimeSpan.Zero)
        {
            Log.RateLimited(_logger, request.ClientIP?.ToString() ?? "a local client", refused);
            return new AuthResult.Denied(AuthDenial.RateLimited, refused);
        }
        var result = await _inner.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        Count(key, result);
        return result;
    }

    private TimeSpan Refused(LoginKey key)
    {
        lock (_lock)
        {
            var byPair = _pairs.Refused(key);
            var byClient = key.Client == 0 ? TimeSpan.Zero : _clients.Refused(key with { User = 0 });
            // Strangers who guess must not lock the owner out of where he is always logged in.
            var byUser = _trusted.Refused(key) > TimeSpan.Zero ? TimeSpan.Zero : _users.Refused(key with { Client = 0 });
            return new[] { byPair, byClient, byUser }.Max();
        }
    }

    private void Count(LoginKey key, AuthResult result)
    {
        lock (_lock)
        {
            if (result is AuthResult.Success)
            {
                _pairs.Reset(key);
                if (_trusted.Refused(key) < Trust / 2)
                {
                    _trusted.Reset(key);
                    _trusted.Add(key);
                }
            }
            else if (result is AuthResult.Denied { Reason: AuthDenial.InvalidCredentials })
            {
                _pairs.Add(key);
                _clients.Add(key with { User = 0 });
                _users.Add(key with { Client = 0 });
            }
        }
    }
}
