using FsCheck;
using FsCheck.Xunit;
using MsgStore.Encryption.Interop;
using MsgStore.Encryption.Passwords;
using MsgStore.Storage;

namespace MsgStore.Encryption.Tests.Passwords;

public sealed class Argon2DerivationTests
{
    private delegate void Derivation(Argon2Costs costs, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<byte> output);

    [Property]
    public bool One_lane_gives_the_same_octets_by_NSec_by_managed_code_and_by_the_systems_library(NonEmptyArray<byte> octets, PositiveInt memory, PositiveInt passes)
    {
        var password = octets.Get;
        var costs = new Argon2Costs(8 + (memory.Get % 120), 1 + (passes.Get % 4), 1);
        var salt = Salt(Argon2Derivation.SaltOctets);
        var expected = Derive(Argon2Derivation.DeriveByNSec, costs, password, salt);
        return expected == Derive(Argon2Derivation.DeriveManaged, costs, password, salt)
            && expected == Derive(Argon2Derivation.Derive, costs, password, salt)
            && (!Argon2.IsThere || expected == Derive(Argon2Derivation.DeriveByLibrary, costs, password, salt));
    }

    [Fact]
    public void Several_lanes_are_those_of_the_reference_with_and_without_the_systems_library()
    {
        // Reference: printf pw | argon2 saltsaltsaltsalt -id -t 2 -k 64 -p 4 -l 32 -r
        const string Expected = "6bd994393bb4a3c214c9b9dd734d7780adf46d2724c6a000ce2280277b5cc3b9";
        var costs = new Argon2Costs(64, 2, 4);
        Assert.Equal(Expected, Derive(Argon2Derivation.DeriveManaged, costs, "pw"u8.ToArray(), "saltsaltsaltsalt"u8.ToArray()));
        Assert.Equal(Expected, Derive(Argon2Derivation.Derive, costs, "pw"u8.ToArray(), "saltsaltsaltsalt"u8.ToArray()));
    }

    [Fact]
    public void Golden_key_of_the_originals_files_comes_out_of_managed_code_too() => Assert.Equal(
        "255496847d2d0b04a48580038f856d68c8595ee7f2f568e23d7c8fc03ff1979b",
        Derive(Argon2Derivation.DeriveManaged, Argon2Costs.OfKeyFiles, "testpass"u8.ToArray(), [.. Enumerable.Range(0x60, 32).Select(i => (byte)i)]));

    [Fact]
    public void Empty_password_with_several_lanes_is_a_typed_error_where_only_managed_code_is_there()
    {
        var error = Assert.Throws<MsgStoreException>(() => Derive(Argon2Derivation.DeriveManaged, new Argon2Costs(64, 2, 4), [], new byte[16]));
        Assert.Equal(StoreError.KeyUnavailable, error.Error);
        Assert.Contains("libargon2", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Salt(int octets) => [.. Enumerable.Range(1, octets).Select(i => (byte)i)];

    private static string Derive(Derivation derivation, Argon2Costs costs, byte[] password, byte[] salt)
    {
        var output = new byte[32];
        derivation(costs, password, salt, output);
        return Convert.ToHexStringLower(output);
    }
}
