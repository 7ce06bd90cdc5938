using MsgStore.Accounts;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Passwords;
using MsgStore.Encryption.Tests.Support;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Encryption.Tests.Keys;

public sealed class KeyStoreTests : IDisposable
{
    private static readonly MailboxName Alice = MailboxName.Parse("alice@example.com");
    private static readonly byte[] Old = "old password"u8.ToArray();
    private static readonly byte[] New = "new password"u8.ToArray();

    private readonly string _root = Directory.CreateTempSubdirectory("msgstore-keys-").FullName;
    private readonly PasswordHash _passwords = Octets.Passwords();
    private readonly KeyStore _store;
    private readonly KeyFolder _folder;

    public KeyStoreTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "example.com"));
        _store = new KeyStore(_root, _passwords);
        _folder = new KeyFolder(_root);
    }

    public void Dispose()
    {
        _passwords.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task A_new_keyring_opens_by_its_password_alone()
    {
        var key = await _store.GenerateAsync(Alice, Old, []);
        Assert.Equal(key.Octets.ToArray(), _folder.ReadPublic(Alice)!.Octets.ToArray());
        using var ring = await UnlockAsync(Old);
        Assert.Equal(key.Octets.ToArray(), ring!.Current.Octets.ToArray());
        Assert.Equal(StoreError.DecryptionFailed, (await Assert.ThrowsAsync<MsgStoreException>(() => UnlockAsync(New))).Error);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _store.GenerateAsync(Alice, New, []));
    }

    [Fact]
    public async Task Rotation_keeps_old_keys()
    {
        await _store.GenerateAsync(Alice, Old, []);
        var first = _folder.ReadPublic(Alice)!;
        var second = await _store.RotateAsync(Alice, Old);
        using var ring = (KeyRing?)await UnlockAsync(Old);
        Assert.Equal(second.KeyId, ring!.Current.KeyId);
        Assert.Equal([first.KeyId, second.KeyId], ring.Candidates(first.KeyId).Select(key => key.Public.KeyId));
        Assert.Equal(2ul, _store.Describe(Alice)!.DocVersion);
        Assert.Equal(["rotated", "active"], (await _store.VerifyAsync(Alice, new KeyOpener(Old))).Keys.Select(key => key.Status));
    }

    [Fact]
    public async Task While_a_password_is_changed_both_open_the_keyring()
    {
        await _store.GenerateAsync(Alice, Old, []);
        // The change stops half way, as a crash would stop it.
        await Assert.ThrowsAsync<IOException>(async () => await _store.RewrapAsync(Alice, new KeyOpener(Old), New, [], _ => throw new IOException("crash")));
        foreach (var password in (byte[][])[Old, New])
            using (var ring = await UnlockAsync(password))
                Assert.NotNull(ring);
        var before = Keyrings.SealedKeyring.Parse(await File.ReadAllBytesAsync(_folder.Keyring(Alice)))!;
        await _store.RewrapAsync(Alice, new KeyOpener(New), New, []);
        var after = Keyrings.SealedKeyring.Parse(await File.ReadAllBytesAsync(_folder.Keyring(Alice)))!;
        Assert.Equal(before.Blob, after.Blob);
        Assert.Equal(before.DocVersion, after.DocVersion);
        Assert.Equal("primary", Assert.Single(after.Slots).Id);
        await Assert.ThrowsAsync<MsgStoreException>(() => UnlockAsync(Old));
    }

    [Fact]
    public async Task A_key_file_of_the_older_form_opens_and_becomes_a_keyring_with_the_same_key()
    {
        Directory.CreateDirectory(_folder.LegacyFolder(Alice));
        using var key = SecretMemory.CopyOf(Octets.Sequence(0, 32));
        await File.WriteAllBytesAsync(_folder.LegacyKey(Alice), await LegacyKeyFile.CreateAsync(key, Old, _passwords, default));
        await File.WriteAllBytesAsync(_folder.LegacyPublic(Alice), KeyRing.PublicHalf(key).Octets.ToArray());
        using (var ring = await UnlockAsync(Old))
            Assert.Equal(KeyRing.PublicHalf(key).KeyId, ring!.Current.KeyId);
        await _store.RewrapAsync(Alice, new KeyOpener(Old), New, []);
        Assert.False(File.Exists(_folder.LegacyKey(Alice)));
        using var again = await UnlockAsync(New);
        Assert.Equal(_folder.ReadPublic(Alice)!.KeyId, again!.Current.KeyId);
        Assert.Equal(KeyRing.PublicHalf(key).KeyId, again.Current.KeyId);
    }

    [Fact]
    public async Task An_organisations_key_opens_what_has_a_slot_for_it()
    {
        var secret = new byte[32];
        var organisation = MailKeys.Generate(secret);
        using var keys = MailKeys.FromPrivateKey(secret);
        await _store.GenerateAsync(Alice, Old, [organisation]);
        using var unlocked = await _store.UnlockAsync(Alice, KeyOpener.Recovery(keys));
        Assert.Equal(_folder.ReadPublic(Alice)!.KeyId, unlocked.Current.KeyId);
        await _store.RewrapAsync(Alice, KeyOpener.Recovery(keys), New, []);
        using var ring = await UnlockAsync(New);
        Assert.NotNull(ring);
        using var other = MailKeys.FromPrivateKey(Octets.Random(32));
        await Assert.ThrowsAsync<MsgStoreException>(async () => await _store.UnlockAsync(Alice, KeyOpener.Recovery(other)));
    }

    [Fact]
    public async Task What_cannot_be_told_is_never_no_key()
    {
        var provider = new FileKeyProvider(_folder);
        Assert.Null(await provider.GetPublicKeyAsync(Alice));
        // A tree that is not mounted.
        await UnavailableAsync(() => new FileKeyProvider(new KeyFolder(Path.Combine(_root, "not-mounted"))).GetPublicKeyAsync(Alice));
        await _store.GenerateAsync(Alice, Old, []);
        var path = _folder.KeyringPublic(Alice);
        var octets = await File.ReadAllBytesAsync(path);
        foreach (var broken in (byte[][])[[], octets[..31], [.. octets, 0]])
        {
            await File.WriteAllBytesAsync(path, broken);
            await UnavailableAsync(() => provider.GetPublicKeyAsync(Alice));
        }
        File.Delete(path);
        await UnavailableAsync(() => provider.GetPublicKeyAsync(Alice));
        Directory.CreateDirectory(path);
        await UnavailableAsync(() => provider.GetPublicKeyAsync(Alice));
    }

    [Theory]
    [InlineData("users/alice/keyring.pub")]
    [InlineData("users/alice/keyring.key")]
    [InlineData("users/alice")]
    [InlineData("users")]
    [InlineData("keys/alice.pub")]
    [InlineData("keys")]
    [InlineData("")]
    public async Task A_link_that_leads_nowhere_is_never_no_key(string name)
    {
        var path = Path.Combine(_root, "example.com", name).TrimEnd('/');
        if (name.Length == 0)
            Directory.Delete(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, Path.Combine(_root, "not-mounted"));
        await UnavailableAsync(() => new FileKeyProvider(_folder).GetPublicKeyAsync(Alice));
    }

    [Fact]
    public async Task Keys_that_a_link_leads_to_are_not_given_to_whom_the_tree_belongs()
    {
        var eve = MailboxName.Parse("eve@example.com");
        await _store.GenerateAsync(Alice, Old, []);
        Directory.CreateDirectory(_folder.UserFolder(eve));
        File.CreateSymbolicLink(_folder.Keyring(eve), _folder.Keyring(Alice));
        File.CreateSymbolicLink(_folder.KeyringPublic(eve), _folder.KeyringPublic(Alice));
        Func<Task>[] attempts =
        [
            async () => await _store.RewrapAsync(eve, new KeyOpener(Old), New, []),
            async () => await _store.RotateAsync(eve, Old),
            async () => (await _store.UnlockAsync(eve, new KeyOpener(Old))).Dispose(),
            () => Task.FromResult(_store.Describe(eve)),
        ];
        foreach (var attempt in attempts)
            Assert.Equal(StoreError.KeyUnavailable, (await Assert.ThrowsAsync<MsgStoreException>(attempt)).Error);
        Assert.NotNull(File.ResolveLinkTarget(_folder.Keyring(eve), returnFinalTarget: false));
    }

    [Theory]
    [InlineData("keyring.key")]
    [InlineData("keyring.pub")]
    public async Task A_pipe_in_the_place_of_a_key_is_an_error_and_not_a_wait(string name)
    {
        await _store.GenerateAsync(Alice, Old, []);
        var path = Path.Combine(_folder.UserFolder(Alice), name);
        File.Delete(path);
        using (var made = System.Diagnostics.Process.Start("mkfifo", [path]))
            await made.WaitForExitAsync();
        await Assert.ThrowsAsync<MsgStoreException>(() => Task.Run(() => _store.Describe(Alice)).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Throws<MsgStoreException>(() => { _ = _folder.ReadPrivate(Alice); _ = _folder.ReadPublic(Alice); });
    }

    [Fact]
    public async Task A_damaged_keyring_is_called_damaged_and_one_of_a_later_version_unavailable()
    {
        await _store.GenerateAsync(Alice, Old, []);
        var path = _folder.Keyring(Alice);
        var keyring = Keyrings.SealedKeyring.Parse(await File.ReadAllBytesAsync(path))!;
        keyring.Blob[30] ^= 1;
        await File.WriteAllBytesAsync(path, keyring.ToOctets());
        await DamagedAsync();
        await File.WriteAllTextAsync(path, "{\"version\":1}");
        await DamagedAsync();
        await File.WriteAllTextAsync(path, "{\"version\":9}");
        Assert.Equal(StoreError.KeyUnavailable, (await Assert.ThrowsAsync<MsgStoreException>(() => UnlockAsync(Old))).Error);
        await File.WriteAllTextAsync(path, "neither");
        await DamagedAsync();
        // The tool says the same, and never "older form".
        Assert.Equal(StoreError.Corrupt, Assert.Throws<MsgStoreException>(() => _store.Describe(Alice)).Error);

        async Task DamagedAsync()
        {
            var error = await Assert.ThrowsAsync<MsgStoreException>(() => UnlockAsync(Old));
            Assert.Equal(StoreError.Corrupt, error.Error);
            Assert.StartsWith($"The keyring of {Alice} is damaged: ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_mailbox_whose_private_key_lies_elsewhere_is_sealed_for_and_logs_in_without_keys()
    {
        Directory.CreateDirectory(_folder.UserFolder(Alice));
        await File.WriteAllBytesAsync(_folder.KeyringPublic(Alice), MailKeys.Generate(new byte[32]).Octets.ToArray());
        Assert.NotNull(_folder.ReadPublic(Alice));
        Assert.Null(await UnlockAsync(Old));
        Assert.Equal("public", _store.Describe(Alice)!.Form);
    }

    private async Task<UnlockedKeys?> UnlockAsync(byte[] password) => await new FileKeyUnlocker(_folder, _passwords).UnlockAsync(Alice, password);

    private static async Task UnavailableAsync(Func<ValueTask<PublicKey?>> find) =>
        Assert.Equal(StoreError.KeyUnavailable, (await Assert.ThrowsAsync<MsgStoreException>(async () => await find())).Error);
}
