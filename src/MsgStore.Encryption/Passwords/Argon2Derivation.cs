using System.Security.Cryptography;
using MsgStore.Encryption.Interop;
using MsgStore.Storage;
using NSec.Cryptography;
using KonsciousArgon2id = Konscious.Security.Cryptography.Argon2id;

namespace MsgStore.Encryption.Passwords;

/// <summary>Argon2id (RFC 9106), version 19, by whoever here computes it best.</summary>
internal static class Argon2Derivation
{
    /// <summary>Octets of the only salts NSec takes (RFC 9106 §3.1 recommends them).</summary>
    public const int SaltOctets = 16;

    /// <summary>Derives octets from a password. Takes the memory it costs and up to a thread for each lane; blocks.</summary>
    /// <exception cref="MsgStoreException">
    /// Unavailable: memory or threads could not be had. KeyUnavailable: the password is empty and only managed code can compute this.
    /// </exception>
    public static void Derive(Argon2Costs costs, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<byte> output)
    {
        if (costs.Parallelism == 1 && salt.Length == SaltOctets)
            DeriveByNSec(costs, password, salt, output);
        else if (Argon2.IsThere)
            DeriveByLibrary(costs, password, salt, output);
        else
            DeriveManaged(costs, password, salt, output);
    }

    internal static void DeriveByNSec(Argon2Costs costs, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<byte> output)
    {
        Sodium.Require();
        var parameters = new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = costs.MemoryKiB, NumberOfPasses = costs.Iterations };
        try
        {
            PasswordBasedKeyDerivationAlgorithm.Argon2id(parameters).DeriveBytes(password, salt, output);
        }
        catch (Exception e) when (e is CryptographicException or OutOfMemoryException)
        {
            throw Failed(costs, e.Message, e);
        }
    }

    internal static void DeriveByLibrary(Argon2Costs costs, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<byte> output)
    {
        var code = Argon2.HashId((uint)costs.Iterations, (uint)costs.MemoryKiB, (uint)costs.Parallelism, password, salt, output);
        if (code != 0)
            throw Failed(costs, $"error {code} of libargon2", null);
    }

    /// <summary>The way that needs nothing of the system. The password is copied into managed memory, which is zeroed.</summary>
    internal static void DeriveManaged(Argon2Costs costs, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<byte> output)
    {
        if (password.IsEmpty)
            throw new MsgStoreException(StoreError.KeyUnavailable, "An empty password with several lanes or a long salt needs libargon2, which this system does not have.");
        var copy = password.ToArray();
        try
        {
            using var argon2 = new KonsciousArgon2id(copy)
            {
                Salt = salt.ToArray(),
                Iterations = costs.Iterations,
                MemorySize = costs.MemoryKiB,
                DegreeOfParallelism = costs.Parallelism,
            };
            var derived = argon2.GetBytes(output.Length);
            derived.CopyTo(output);
            CryptographicOperations.ZeroMemory(derived);
        }
        // Its lanes are tasks, whose exceptions it may hand on as they come together.
        catch (Exception e) when (e is OutOfMemoryException or AggregateException { InnerException: OutOfMemoryException })
        {
            throw Failed(costs, e.Message, e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    private static MsgStoreException Failed(Argon2Costs costs, string reason, Exception? cause) => new(
        StoreError.Unavailable, $"Argon2 with {costs} failed: {reason.TrimEnd('.')}.", cause);
}
