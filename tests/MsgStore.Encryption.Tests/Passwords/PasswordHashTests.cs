using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MsgStore.Encryption.Passwords;

namespace MsgStore.Encryption.Tests.Passwords;

public sealed class PasswordHashTests : IDisposable
{
    private const string Golden = "$argon2id$v=19$m=65536,t=3,p=4$oKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr8$NH/OQpyDXEJ3CuQqluq86bi/RNcYKHKTztO5c4KNvHs";
    private readonly PasswordHash _default = new(Options.Create(new PasswordHashOptions()));
    private readonly PasswordHash _cheap = new(Options.Create(Cheap()));

    private static readonly byte[] Password = "testpass"u8.ToArray();

    public void Dispose()
    {
        _default.Dispose();
        _cheap.Dispose();
    }

    [Fact]
    public async Task The_golden_vector_is_made_and_verifies()
    {
        byte[] salt = [.. Enumerable.Range(0xa0, 32).Select(i => (byte)i)];
        using var asTheOriginal = new PasswordHash(Options.Create(new PasswordHashOptions { Parallelism = 4 }));
        Assert.Equal(Golden, await asTheOriginal.HashAsync(Password, salt, default));
        Assert.True(await _default.VerifyAsync(Golden, Password));
        Assert.False(await _default.VerifyAsync(Golden, "testpasS"u8.ToArray()));
    }

    [Fact]
    public async Task Short_salts_and_hashes_of_other_makers_verify()
    {
        // Reference: argon2 saltsaltsaltsalt -id -t 3 -k 65536 -p 4 -l 16
        Assert.True(await _default.VerifyAsync("$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg", Password));
    }

    [Fact]
    public async Task A_hash_verifies_its_password_and_no_other()
    {
        var encoded = await _cheap.HashAsync(Password);
        Assert.StartsWith("$argon2id$v=19$m=64,t=1,p=1$", encoded, StringComparison.Ordinal);
        Assert.True(_cheap.IsHash(encoded));
        Assert.NotEqual(encoded, await _cheap.HashAsync(Password));
        Assert.True(await _cheap.VerifyAsync(encoded, Password));
        Assert.False(await _cheap.VerifyAsync(encoded, ReadOnlyMemory<byte>.Empty));
        Assert.False(await _cheap.VerifyAsync(encoded, (byte[])[.. Password, 0]));
    }

    [Fact]
    public async Task An_empty_password_has_a_hash_of_its_own()
    {
        var encoded = await _cheap.HashAsync(ReadOnlyMemory<byte>.Empty);
        Assert.True(await _cheap.VerifyAsync(encoded, ReadOnlyMemory<byte>.Empty));
        Assert.False(await _cheap.VerifyAsync(encoded, Password));
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("testpass")]
    [InlineData("$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=16$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg$")]
    [InlineData("$argon2id$v=19$t=1,m=64,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=064,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=+64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=4,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=64,t=0,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=1048576,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=64,t=1000000,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=1024,t=1,p=100$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA==$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHR zYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=64,t=1,p=1$$MnKxK5Iv0Z4CR8Xx5q4XIg")]
    [InlineData("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$")]
    [InlineData("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKx")]
    public async Task Anything_else_never_verifies_after_the_work_of_one_check(string encoded)
    {
        Assert.False(_cheap.IsHash(encoded));
        Assert.False(await _cheap.VerifyAsync(encoded, Password));
        Assert.Equal(1, _cheap.Runs);
    }

    [Property(Arbitrary = [typeof(HashPieces)])]
    public bool Any_pieces_as_hash_string_end_in_a_result(string text) =>
        _cheap.IsHash(text) == (EncodedHash.Parse(text, Cheap()) is { } hash && hash.Encode().Length > 0);

    [Property]
    public bool Any_text_as_hash_string_is_none(string? text) => text is null || !_cheap.IsHash(text);

    [Property]
    public async Task Any_octets_as_password_verify_against_their_hash_only(byte[] one, byte[] other)
    {
        var encoded = await _cheap.HashAsync(one);
        Assert.True(await _cheap.VerifyAsync(encoded, one));
        Assert.Equal(one.AsSpan().SequenceEqual(other), await _cheap.VerifyAsync(encoded, other));
    }

    [Fact]
    public async Task The_decoy_takes_one_run_too()
    {
        await _cheap.VerifyDecoyAsync(Password);
        await _cheap.VerifyDecoyAsync(Password, "$argon2id$v=19$m=128,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$MnKxK5Iv0Z4CR8Xx5q4XIg");
        Assert.Equal(2, _cheap.Runs);
    }

    [Fact]
    public async Task Work_is_done_on_threads_of_its_own_and_a_few_at_once()
    {
        using var threads = new HashThreads(2);
        var running = 0;
        var most = 0;
        var jobs = Enumerable.Range(0, 40).Select(_ => threads.RunAsync(() =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            Thread.SpinWait(20_000);
            Interlocked.Decrement(ref running);
            return Thread.CurrentThread.IsThreadPoolThread;
        }, default)).ToList();
        Assert.DoesNotContain(true, await Task.WhenAll(jobs));
        Assert.InRange(most, 1, 2);
        Assert.Equal(40, threads.Runs);
    }

    [Fact]
    public async Task A_cancelled_wait_runs_nothing_and_trouble_in_the_work_reaches_the_caller()
    {
        using var threads = new HashThreads(1);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => threads.RunAsync(() => 1, cancelled.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => threads.RunAsync<int>(() => throw new InvalidOperationException(), default));
        Assert.Equal(1, threads.Runs);
    }

    [Theory]
    [InlineData(nameof(PasswordHashOptions.MemoryKiB), 16, 4, "MemoryKiB 16 is too little")]
    [InlineData(nameof(PasswordHashOptions.MemoryKiB), 7, 1, "MemoryKiB")]
    [InlineData(nameof(PasswordHashOptions.MemoryKiB), 300_000, 4, "exceeds MaxMemoryKiB 262144")]
    public void Costs_that_cannot_work_stop_the_host_at_start(string key, int memoryKiB, int parallelism, string expected)
    {
        using var provider = new ServiceCollection().AddPasswordHash(options => (options.MemoryKiB, options.Parallelism) = (memoryKiB, parallelism)).BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<PasswordHash>());
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static class HashPieces
    {
        public static Arbitrary<string> Texts() =>
            Gen.Elements("$", "argon2id", "v=19", "m=64", "t=1", "p=1", ",", "=", "AAAAAAAAAAAAAAAAAAAAAA", "-1", "99999999999999999999", "\u0000", "ß", " ")
                .ListOf().Select(string.Concat).ToArbitrary();
    }

    private static PasswordHashOptions Cheap() => new() { MemoryKiB = 64, Iterations = 1, Parallelism = 1 };

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
