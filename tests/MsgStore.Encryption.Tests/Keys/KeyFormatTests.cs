using System.Text;
using FsCheck.Xunit;
using MsgStore.Encryption.Keyrings;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Passwords;
using MsgStore.Encryption.Tests.Support;

namespace MsgStore.Encryption.Tests.Keys;

public sealed class KeyFormatTests
{
    private const string Argon2Key = "255496847d2d0b04a48580038f856d68c8595ee7f2f568e23d7c8fc03ff1979b";
    private const string WrapKey = "72590c1e077299acbd9f257403f67896c1ce634ee581b08296df3cf979276451";
    private const string WrappedKek = "b4e63c25a9fefcae11dba7bd924a86c636fc462459110d29d595ce74e35b082efeb98d4316a68f2a9bace92873be37a6";
    private const string EmptyEntries = "9b2e72d545a688980dc8b7b40cac15be290e7c9179dcdb6e01217a1b2143e856efe000f7028ce2f4b910";
    private const string KeyFileBox = "8d24330338e657e0a7c0e5fbeb5c68f5054d978558262b3eb724b83ed2c5b975824fd3ed42500dc3e009c25c5cdc631f";

    [Fact]
    public async Task The_golden_key_file_is_made_and_opened()
    {
        using var passwords = Octets.Passwords();
        using var key = SecretMemory.CopyOf(Octets.Sequence(0, 32));
        var file = await LegacyKeyFile.CreateAsync(key, "testpass"u8.ToArray(), passwords, Octets.Sequence(0x60, 32), Octets.Sequence(0x80, 24), default);
        Assert.Equal(Octets.Sequence(0x60, 32), file[..32]);
        Assert.Equal(Octets.Sequence(0x80, 24), file[32..56]);
        Assert.Equal(104, file.Length);
        Assert.Equal(KeyFileBox, Convert.ToHexStringLower(file[56..]));
        using var opened = await LegacyKeyFile.OpenAsync(file, "testpass"u8.ToArray(), passwords, default);
        Assert.Equal(Octets.Sequence(0, 32), opened!.Use(0, static (octets, _) => octets.ToArray()));
        Assert.Null(await LegacyKeyFile.OpenAsync(file, "testpasS"u8.ToArray(), passwords, default));
        Assert.Null(await LegacyKeyFile.OpenAsync(file[..103], "testpass"u8.ToArray(), passwords, default));
        file[70] ^= 1;
        Assert.Null(await LegacyKeyFile.OpenAsync(file, "testpass"u8.ToArray(), passwords, default));
    }

    [Fact]
    public async Task The_golden_keyring_is_made_and_opened()
    {
        using var passwords = Octets.Passwords();
        using var derived = await passwords.DeriveAsync("testpass"u8.ToArray(), Octets.Sequence(0x60, 32), Argon2Costs.OfKeyFiles, default);
        Assert.Equal(Argon2Key, Hex(derived));
        using var wrapping = KeyringCipher.WrappingKey(derived, SlotKdf.StandardInfo);
        Assert.Equal(WrapKey, Hex(wrapping));
        using var kek = SecretMemory.CopyOf(Octets.Sequence(0xc0, 32));
        var nonce = Octets.Sequence(0xe0, 24);
        Assert.Equal(Convert.ToHexStringLower(nonce) + WrappedKek, Convert.ToHexStringLower(KeyringCipher.Wrap(kek, wrapping, "primary", nonce)));
        var blob = KeyringCipher.Seal("{\"version\":1,\"entries\":[]}"u8, kek, KeyringCipher.EntriesContext(1), nonce);
        Assert.Equal(Convert.ToHexStringLower(nonce) + EmptyEntries, Convert.ToHexStringLower(blob));

        var slot = new WrapSlot(WrapSlot.Passphrase, "primary", Convert.FromHexString(Convert.ToHexStringLower(nonce) + WrappedKek),
            new SlotKdf(Octets.Sequence(0x60, 32), Argon2Costs.OfKeyFiles, SlotKdf.StandardInfo));
        var read = SealedKeyring.Parse(new SealedKeyring(1, blob, [slot]).ToOctets())!;
        using var opened = await KeyringPasswords.OpenAsync(read, "testpass"u8.ToArray(), passwords, default);
        Assert.Equal(Octets.Sequence(0xc0, 32), opened!.Use(0, static (octets, _) => octets.ToArray()));
        Assert.Empty(KeyringCipher.OpenEntries(read, opened)!);
        Assert.Null(KeyringCipher.OpenEntries(read with { DocVersion = 2 }, opened));
        Assert.Null(await KeyringPasswords.OpenAsync(read, "wrong"u8.ToArray(), passwords, default));
        Assert.Null(KeyringCipher.Unwrap(slot with { Id = "other" }, wrapping));
    }

    [Fact]
    public void A_keyring_of_the_Go_suite_is_read_field_by_field()
    {
        var text = """
            {"version":1,"doc_version":7,"kek_wrapped_blob":"AQID","wrap_slots":[
              {"slot_type":"passphrase","slot_id":"primary","wrapped_kek":"BAU=","kdf":{"algorithm":"argon2id","salt":"AAECAwQFBgc=","time":3,"memory":65536,"threads":4,"key_len":32,"info":"maildancer/keyring-wrap/v1"}},
              {"slot_type":"device","slot_id":"phone","wrapped_kek":"Bg==","added":"later"},
              {"slot_type":"escrow","slot_id":"org","wrapped_kek":"Bw=="}]}
            """;
        var keyring = SealedKeyring.Parse(Encoding.UTF8.GetBytes(text))!;
        Assert.Equal((7ul, 3), (keyring.DocVersion, keyring.Slots.Count));
        Assert.Equal(new byte[] { 1, 2, 3 }, keyring.Blob);
        Assert.Equal((65_536, 3, 4), (keyring.Slots[0].Kdf!.Costs.MemoryKiB, keyring.Slots[0].Kdf!.Costs.Iterations, keyring.Slots[0].Kdf!.Costs.Parallelism));
        Assert.Equal(["passphrase", "device", "escrow"], keyring.Slots.Select(slot => slot.Type));
        var again = Encoding.UTF8.GetString(keyring.ToOctets());
        Assert.Contains("\"kek_wrapped_blob\":\"AQID\"", again, StringComparison.Ordinal);
        Assert.Contains("\"slot_id\":\"primary\",\"wrapped_kek\":\"BAU=\",\"kdf\":{\"algorithm\":\"argon2id\",\"salt\":\"AAECAwQFBgc=\",\"time\":3", again, StringComparison.Ordinal);
        Assert.DoesNotContain("\"slot_id\":\"org\",\"wrapped_kek\":\"Bw==\",\"kdf\"", again, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", false)]
    [InlineData("{}", true)]
    [InlineData(" \r\n{\"a\":1} ", true)]
    [InlineData("{}x", false)]
    [InlineData("[]", false)]
    [InlineData("", false)]
    [InlineData("{\"a\":", false)]
    public void A_keyring_is_told_from_a_key_file_by_being_JSON_as_a_whole(string text, bool isKeyring) =>
        Assert.Equal(isKeyring, SealedKeyring.IsKeyring(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_key_file_that_begins_with_a_brace_stays_one()
    {
        var file = Octets.Random(104);
        file[0] = (byte)'{';
        Assert.False(SealedKeyring.IsKeyring(file));
    }

    [Fact]
    public void Entries_round_trip_with_keys_of_other_kinds()
    {
        using var one = new KeyringEntry { KeyId = "aa", PublicKey = Octets.Random(32), PrivateKey = SecretMemory.CopyOf(Octets.Random(32)), Created = "2026-11-21T01:02:03.5Z" };
        using var other = one with { KeyId = "bb", Algorithm = "Ed25519", Purpose = "signing", PrivateKey = SecretMemory.CopyOf(Octets.Random(64)), Status = "revoked" };
        using var json = KeyringEntries.Write([one, other]);
        var read = KeyringEntries.Read(json.Written)!;
        Assert.Equal(["aa", "bb"], read.Select(entry => entry.KeyId));
        Assert.Equal([true, false], read.Select(entry => entry.IsForMail));
        Assert.Equal("2026-11-21T01:02:03.5Z", read[0].Created);
        Assert.Equal("0001-01-01T00:00:00Z", read[1].ValidUntil);
        Assert.Equal(("revoked", "signing"), (read[1].Status, read[1].Purpose));
        Assert.Equal(Hex(other.PrivateKey), Hex(read[1].PrivateKey));
        Assert.Equal(one.PublicKey, read[0].PublicKey);
    }

    [Fact]
    public void Many_entries_fit()
    {
        var entries = Enumerable.Range(0, 200).Select(i => new KeyringEntry { KeyId = new string('f', 64), PublicKey = new byte[32], PrivateKey = SecretMemory.CopyOf(new byte[32]) }).ToList();
        using var json = KeyringEntries.Write(entries);
        Assert.Equal(200, KeyringEntries.Read(json.Written)!.Count);
    }

    [Property]
    public void Any_octets_into_the_readers_are_a_result(byte[] octets)
    {
        _ = SealedKeyring.IsKeyring(octets);
        _ = SealedKeyring.Parse(octets);
        _ = KeyringEntries.Read(octets);
    }

    [Property(MaxTest = 2000)]
    public void Any_mutation_of_good_JSON_is_a_result(int at, byte octet, bool cut)
    {
        using var entry = new KeyringEntry { KeyId = "aa", PublicKey = new byte[32], PrivateKey = SecretMemory.CopyOf(new byte[32]) };
        using var json = KeyringEntries.Write([entry, entry]);
        var entries = json.Written.ToArray();
        var keyring = new SealedKeyring(3, new byte[50], [new WrapSlot("passphrase", "primary", new byte[72], KeyringPasswords.NewKdf()), new WrapSlot("escrow", "x", [1])]).ToOctets();
        _ = KeyringEntries.Read(Mutate(entries, at, octet, cut));
        _ = SealedKeyring.Parse(Mutate(keyring, at, octet, cut));
        _ = SealedKeyring.IsKeyring(Mutate(keyring, at, octet, cut));
    }

    [Theory]
    [InlineData("{\"version\":2,\"doc_version\":1,\"kek_wrapped_blob\":\"\",\"wrap_slots\":[]}")]
    [InlineData("{\"version\":1,\"doc_version\":1,\"wrap_slots\":[]}")]
    [InlineData("{\"version\":1,\"doc_version\":1,\"kek_wrapped_blob\":\"!\",\"wrap_slots\":[]}")]
    [InlineData("{\"version\":1,\"doc_version\":-1,\"kek_wrapped_blob\":\"\",\"wrap_slots\":[]}")]
    [InlineData("{\"version\":1,\"doc_version\":1,\"kek_wrapped_blob\":\"\",\"wrap_slots\":[null]}")]
    [InlineData("{\"version\":1,\"doc_version\":1,\"kek_wrapped_blob\":\"\",\"wrap_slots\":null}")]
    public void What_is_no_keyring_is_none(string text) => Assert.Null(SealedKeyring.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Limits_hold()
    {
        Assert.Null(SealedKeyring.Parse(new SealedKeyring(1, [], [.. Enumerable.Repeat(new WrapSlot("x", "y", []), SealedKeyring.MaxSlots + 1)]).ToOctets()));
        Assert.Null(SealedKeyring.Parse(new byte[SealedKeyring.MaxOctets + 1]));
        Assert.Null(KeyringEntries.Read(Encoding.UTF8.GetBytes("{\"version\":1,\"entries\":" + new string('[', 100) + new string(']', 100) + "}")));
        var many = "{\"version\":1,\"entries\":[" + string.Join(',', Enumerable.Repeat("{\"public_key\":\"AA==\",\"private_key\":\"AA==\"}", KeyringEntries.MaxEntries + 1)) + "]}";
        Assert.Null(KeyringEntries.Read(Encoding.UTF8.GetBytes(many)));
    }

    private static byte[] Mutate(byte[] octets, int at, byte octet, bool cut)
    {
        var index = (int)((uint)at * 2654435761u % (uint)octets.Length);
        var changed = (byte[])octets.Clone();
        changed[index] = octet;
        return cut ? changed[..index] : changed;
    }

    private static string Hex(SecretMemory memory) => memory.Use(0, static (octets, _) => Convert.ToHexStringLower(octets));
}
