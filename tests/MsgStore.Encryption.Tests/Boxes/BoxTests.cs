using FsCheck.Xunit;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Interop;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Tests.Support;
using MsgStore.Storage;

namespace MsgStore.Encryption.Tests.Boxes;

public sealed class BoxTests
{
    private const string GoldenPublicKey = "8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f";

    private const string GoldenBox =
        "358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254404142434445464748494a4b4c4d4e4f50515253545556"
        + "5779ef7721c3ea0057cdb2b087ac593845ed4022e4a8e949ee833bf26fa77572390c413f964f";

    public static TheoryData<int> Sizes => [0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 96, 97, 65_535, 65_536, 65_537, 131_072, 1_000_003];

    [Fact]
    public async Task The_golden_box_is_made_and_opened()
    {
        using var recipient = KeyRing.Of(Octets.Sequence(0, 32));
        Assert.Equal(GoldenPublicKey, Convert.ToHexStringLower(recipient.Current.Octets));
        using var ephemeral = SecretMemory.CopyOf(Octets.Sequence(0x20, 32));
        using var buffer = Octets.Buffers().CreateSealed(93);
        var content = await BoxSealer.SealAsync(
            MessageContent.FromMemory("Subject: hi\r\n\r\nbody\r\n"u8.ToArray()), recipient.Current, buffer, ephemeral, Octets.Sequence(0x40, 24), default);
        Assert.Equal((93, 21), (content.Length, content.WireSize));
        Assert.Equal(GoldenBox, Convert.ToHexStringLower(await Octets.ReadAsync(content)));
        Assert.Equal("Subject: hi\r\n\r\nbody\r\n"u8.ToArray(), await Octets.OpenAsync(Convert.FromHexString(GoldenBox), recipient));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Every_size_is_sealed_as_the_library_would_and_opened_from_what_it_sealed(int size)
    {
        var plaintext = Octets.Random(size);
        var secret = Octets.Random(32);
        using var keys = KeyRing.Of(secret);
        var box = await Octets.SealAsync(plaintext, keys);
        var opened = new byte[size];
        Assert.Equal(0, Sodium.BoxOpen(opened, box.AsSpan(56), (ulong)(size + 16), box.AsSpan(32, 24), box.AsSpan(0, 32), secret));
        Assert.Equal(plaintext, opened);

        var theirs = new byte[size + 72];
        var ephemeral = Octets.Random(32);
        _ = Sodium.PublicKeyOf(theirs.AsSpan(0, 32), ephemeral);
        Octets.Random(24).CopyTo(theirs, 32);
        Assert.Equal(0, Sodium.BoxSeal(theirs.AsSpan(56), plaintext, (ulong)size, theirs.AsSpan(32, 24), keys.Current.Octets, ephemeral));
        Assert.Equal(plaintext, await Octets.OpenAsync(theirs, keys));
    }

    [Property]
    public bool Any_message_round_trips(byte[] plaintext)
    {
        using var keys = KeyRing.Of(Octets.Random(32));
        return Octets.OpenAsync(Octets.SealAsync(plaintext, keys).Result, keys).Result!.AsSpan().SequenceEqual(plaintext);
    }

    [Property]
    public async Task Any_mutated_octet_is_refused(int at, byte bits, bool isLong)
    {
        using var keys = KeyRing.Of(Octets.Random(32));
        var changed = await Octets.SealAsync(Octets.Random(isLong ? Box.ChunkOctets + 100 : 40), keys);
        var index = (int)((uint)at * 2654435761u % (uint)changed.Length);
        changed[index] ^= bits == 0 ? (byte)1 : bits;
        Assert.Null(await Octets.OpenAsync(changed, keys));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(Box.ChunkOctets + 100)]
    public async Task The_bit_of_the_head_that_X25519_ignores_counts_too(int size)
    {
        using var keys = KeyRing.Of(Octets.Random(32));
        var box = await Octets.SealAsync(Octets.Random(size), keys);
        box[Box.KeyOctets - 1] ^= 0x80;
        Assert.Null(await Octets.OpenAsync(box, keys));
    }

    [Fact]
    public async Task Every_octet_of_a_small_box_counts()
    {
        using var keys = KeyRing.Of(Octets.Random(32));
        var box = await Octets.SealAsync("one line\r\n"u8.ToArray(), keys);
        for (var i = 0; i < box.Length; i++)
            for (var bit = 1; bit < 256; bit <<= 1)
            {
                var changed = (byte[])box.Clone();
                changed[i] ^= (byte)bit;
                Assert.Null(await Octets.OpenAsync(changed, keys));
            }
    }

    [Theory]
    [InlineData(100)]
    [InlineData((2 * Box.ChunkOctets) + 7)]
    public async Task A_box_cut_or_lengthened_anywhere_is_refused(int size)
    {
        using var keys = KeyRing.Of(Octets.Random(32));
        var box = await Octets.SealAsync(Octets.Random(size), keys);
        foreach (var length in (int[])[0, 1, 31, 32, 55, 56, 71, 72, 73, 100, box.Length - 1, box.Length - 16, box.Length / 2])
            Assert.Null(await Octets.OpenAsync(box[..length], keys));
        Assert.Null(await Octets.OpenAsync([.. box, 0], keys));
    }

    [Fact]
    public async Task Another_key_opens_nothing()
    {
        using var keys = KeyRing.Of(Octets.Random(32));
        using var other = KeyRing.Of(Octets.Random(32));
        Assert.Null(await Octets.OpenAsync(await Octets.SealAsync(Octets.Random(200), keys), other));
        var error = await Assert.ThrowsAsync<MsgStoreException>(async () =>
            await BoxOpener.OpenAsync(new MemoryStream(await Octets.SealAsync(Octets.Random(70_000), keys)), other, other.Current.KeyId, default));
        Assert.Equal(StoreError.DecryptionFailed, error.Error);
    }

    [Property]
    public bool Any_octets_are_opened_or_refused(byte[] octets)
    {
        using var keys = KeyRing.Of(Octets.Sequence(1, 32));
        return Octets.OpenAsync(octets, keys).Result is null && Octets.OpenAsync([.. new byte[72], .. octets], keys).Result is null;
    }

    [Fact]
    public async Task A_key_that_agrees_with_every_other_on_nothing_seals_nothing()
    {
        using var buffer = Octets.Buffers().CreateSealed(100);
        var error = await Assert.ThrowsAsync<MsgStoreException>(async () =>
            await BoxSealer.SealAsync(MessageContent.FromMemory("x"u8.ToArray()), new PublicKey(new byte[32], "00"), buffer, default));
        Assert.Equal(StoreError.KeyUnavailable, error.Error);
    }

    [Fact]
    public async Task Content_of_another_length_than_it_said_is_not_sealed()
    {
        using var keys = KeyRing.Of(Octets.Random(32));
        using var buffer = Octets.Buffers().CreateSealed(100);
        await Assert.ThrowsAsync<IOException>(async () => await BoxSealer.SealAsync(new Liar(), keys.Current, buffer, default));
    }

    private sealed class Liar : MessageContent
    {
        public override long Length => 10;

        public override Stream OpenRead() => new MemoryStream(new byte[9]);
    }
}
