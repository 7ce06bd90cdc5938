using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using MsgStore.Encryption.Interop;
using MsgStore.Storage;

namespace MsgStore.Encryption.Passwords;

/// <summary>Makes and checks password hashes with Argon2id (RFC 9106), written <c>$argon2id$v=19$m=65536,t=3,p=1$salt$hash</c>.</summary>
/// <remarks>
/// Safe for concurrent use. The work runs on threads of its own, <see cref="PasswordHashOptions.MaxConcurrency"/> at once. A password is
/// octets (UTF-8 by convention); it is read where it lies and neither copied nor kept. The caller zeroes it when the call has ended.
/// </remarks>
public sealed class PasswordHash : IDisposable
{
    private const int HashOctets = 32;

    // ENOMEM, and ERROR_NOT_ENOUGH_MEMORY.
    private static readonly int NoMemory = OperatingSystem.IsWindows() ? 8 : 12;

    private readonly PasswordHashOptions _options;
    private readonly HashThreads _threads;
    private readonly EncodedHash _decoy;

    /// <summary>Takes the costs over.</summary>
    /// <exception cref="NativeLibraryMissingException">libsodium is not there for this platform.</exception>
    public PasswordHash(IOptions<PasswordHashOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Sodium.Require();
        _options = options.Value;
        _threads = new HashThreads(_options.MaxConcurrency);
        _decoy = WithHash(RandomNumberGenerator.GetBytes(Argon2Derivation.SaltOctets), RandomNumberGenerator.GetBytes(HashOctets));
    }

    /// <summary>Argon2 runs so far.</summary>
    internal long Runs => _threads.Runs;

    /// <summary>Hashes a password with a new random salt.</summary>
    /// <param name="password">The password.</param>
    /// <param name="cancellationToken">Honoured until the work begins.</param>
    /// <returns>The hash string.</returns>
    /// <exception cref="MsgStoreException">Unavailable: memory or threads could not be had.</exception>
    public ValueTask<string> HashAsync(ReadOnlyMemory<byte> password, CancellationToken cancellationToken = default) =>
        HashAsync(password, RandomNumberGenerator.GetBytes(Argon2Derivation.SaltOctets), cancellationToken);

    /// <summary>Checks a password against a hash string. Costs come from the string, up to the limits of the options.</summary>
    /// <param name="encoded">The hash string. Anything that is none never verifies, after the work of a check against one.</param>
    /// <param name="password">The password.</param>
    /// <param name="cancellationToken">Honoured until the work begins.</param>
    /// <exception cref="MsgStoreException">Unavailable: memory or threads could not be had.</exception>
    public async ValueTask<bool> VerifyAsync(string encoded, ReadOnlyMemory<byte> password, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        var parsed = EncodedHash.Parse(encoded, _options);
        var against = parsed ?? _decoy;
        var matches = await _threads.RunAsync(() => Matches(against, password.Span), cancellationToken).ConfigureAwait(false);
        return matches && parsed is not null;
    }

    /// <summary>Does the work of <see cref="VerifyAsync"/> for a user who does not exist, so that time does not tell them from one who does.</summary>
    /// <param name="password">The password.</param>
    /// <param name="like">A hash string whose costs are taken, as that of another user; <see langword="null"/> for the costs of new hashes.</param>
    /// <param name="cancellationToken">Honoured until the work begins.</param>
    public async ValueTask VerifyDecoyAsync(ReadOnlyMemory<byte> password, string? like = null, CancellationToken cancellationToken = default) =>
        await VerifyAsync(like ?? "", password, cancellationToken).ConfigureAwait(false);

    /// <summary>Whether a string is a hash that a password could verify against.</summary>
    public bool IsHash(string encoded) => EncodedHash.Parse(encoded, _options) is not null;

    /// <inheritdoc/>
    public void Dispose() => _threads.Dispose();

    /// <summary>Derives 32 octets of key from a password.</summary>
    /// <returns>The key, which the caller disposes.</returns>
    /// <exception cref="MsgStoreException">KeyUnavailable: it would cost more than the options allow. Unavailable: memory or threads could not be had.</exception>
    internal async ValueTask<SecretMemory> DeriveAsync(ReadOnlyMemory<byte> password, byte[] salt, Argon2Costs costs, CancellationToken cancellationToken)
    {
        if (costs.MemoryKiB > _options.MaxMemoryKiB || costs.Iterations is < 1 || costs.Iterations > _options.MaxIterations
            || costs.Parallelism is < 1 || costs.Parallelism > _options.MaxParallelism || costs.MemoryKiB < 8 * costs.Parallelism)
            throw new MsgStoreException(StoreError.KeyUnavailable,
                $"A key file asks for {costs}, which MaxMemoryKiB, MaxIterations or MaxParallelism does not allow.");
        var key = new SecretMemory(HashOctets);
        try
        {
            return await _threads.RunAsync(() =>
            {
                using var octets = key.Borrow();
                Argon2Derivation.Derive(costs, password.Span, salt, octets.Octets);
                return key;
            }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    internal async ValueTask<string> HashAsync(ReadOnlyMemory<byte> password, byte[] salt, CancellationToken cancellationToken)
    {
        var encoded = WithHash(salt, new byte[HashOctets]);
        return await _threads.RunAsync(() =>
        {
            Argon2Derivation.Derive(encoded.Costs, password.Span, salt, encoded.Hash);
            return encoded.Encode();
        }, cancellationToken).ConfigureAwait(false);
    }

    private static bool Matches(EncodedHash expected, ReadOnlySpan<byte> password)
    {
        if (Sodium.VerifyArgon2id(Encoding.ASCII.GetBytes(expected.Encode() + '\0'), password, (ulong)password.Length) == 0)
            return true;
        // The answer to a wrong password and to too little memory is one; only the system's error tells them apart.
        return Marshal.GetLastPInvokeError() == NoMemory
            ? throw new MsgStoreException(StoreError.Unavailable, $"Argon2 with {expected.Costs} failed: there is no memory for it.")
            : false;
    }

    private EncodedHash WithHash(byte[] salt, byte[] hash) => new(new Argon2Costs(_options.MemoryKiB, _options.Iterations, _options.Parallelism), salt, hash);
}
