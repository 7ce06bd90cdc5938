using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>Sealed messages and python3-nacl, which is another library's hand on the same format, in both directions.</summary>
public sealed class PythonNaclTests
{
    private static readonly int[] Sizes =
        [0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 96, 97, 65_535, 65_536, 65_537, 1_000_000, 50_000_000];

    [Fact]
    public async Task Each_opens_what_the_other_sealed_at_every_size()
    {
        using var folder = new TemporaryFolder();
        var tool = $"[\"dotnet\", \"{Repository.ToolAssembly}\"]";
        var script = folder.Write("boxes.py", $"""
            import os, subprocess, sys
            from nacl.public import PrivateKey, PublicKey, Box
            tool = {tool}
            folder = "{folder.Root}"
            subprocess.run(tool + ["key", "generate", "--pair", folder + "/pair"], check=True, stdout=subprocess.DEVNULL)
            private = PrivateKey(open(folder + "/pair.key", "rb").read())
            public = open(folder + "/pair.pub", "rb").read()
            assert bytes(private.public_key) == public
            for size in [{string.Join(", ", Sizes)}]:
                plain = os.urandom(size)
                box = subprocess.run(tool + ["seal", "--key", folder + "/pair.pub"], input=plain, stdout=subprocess.PIPE, check=True).stdout
                assert len(box) == size + 72, (size, len(box))
                assert Box(private, PublicKey(box[:32])).decrypt(box[56:], box[32:56]) == plain, size
                ephemeral = PrivateKey.generate()
                nonce = os.urandom(24)
                theirs = bytes(ephemeral.public_key) + nonce + Box(ephemeral, PublicKey(public)).encrypt(plain, nonce).ciphertext
                opened = subprocess.run(tool + ["open", "--key", folder + "/pair.key"], input=theirs, stdout=subprocess.PIPE, check=True).stdout
                assert opened == plain, size
                if size in (1, 65_537, 50_000_000):
                    changed = bytearray(theirs)
                    changed[-1] ^= 1
                    for refused in (bytes(changed), theirs[:-1], theirs[:71], theirs + b"x"):
                        done = subprocess.run(tool + ["open", "--key", folder + "/pair.key"], input=refused, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                        assert done.returncode != 0 and done.stdout == b"" and b"changed" in done.stderr, (size, done.returncode, done.stderr)
            print("done")
            """);
        Assert.Equal("done\n", await Run.Async("/usr/bin/python3", [script]));
    }

    [Fact]
    public async Task A_keyring_made_here_is_opened_by_python_step_by_step()
    {
        using var folder = new TemporaryFolder();
        var tool = $"dotnet {Repository.ToolAssembly}";
        await Run.Async("sh", ["-e", "-c", $"""
            {tool} init {folder.Root} --server-name mail.example.com >/dev/null
            {tool} --config {folder.Root}/msgstore.json domain add example.com >/dev/null
            echo testpass | {tool} --config {folder.Root}/msgstore.json user add alice@example.com --encrypt --password-stdin >/dev/null
            """]);
        var script = folder.Write("keyring.py", $"""
            import base64, hashlib, hmac, json, struct
            import nacl.bindings as b
            from nacl.public import PrivateKey
            user = "{folder.File("domains/example.com/users/alice")}"
            ring = json.load(open(user + "/keyring.key"))
            slot = ring["wrap_slots"][0]
            kdf = slot["kdf"]
            assert (ring["version"], ring["doc_version"], slot["slot_type"], slot["slot_id"]) == (1, 1, "passphrase", "primary")
            assert (kdf["algorithm"], kdf["time"], kdf["memory"], kdf["threads"], kdf["key_len"]) == ("argon2id", 3, 65536, 4, 32)
            salt = base64.b64decode(kdf["salt"])
            # The argon2 command takes its salt as an argument, which random octets cannot be; the library is called instead.
            import ctypes
            argon2 = ctypes.CDLL("libargon2.so.1")
            argon2.argon2id_hash_raw.argtypes = [ctypes.c_uint32] * 3 + [ctypes.c_char_p, ctypes.c_size_t] * 2 + [ctypes.c_void_p, ctypes.c_size_t]
            derived = ctypes.create_string_buffer(32)
            assert argon2.argon2id_hash_raw(3, 65536, 4, b"testpass", 8, salt, len(salt), derived, 32) == 0
            prk = hmac.new(b"\0" * 32, derived.raw, hashlib.sha256).digest()
            wrap = hmac.new(prk, kdf["info"].encode() + b"\x01", hashlib.sha256).digest()
            wrapped = base64.b64decode(slot["wrapped_kek"])
            kek = b.crypto_aead_xchacha20poly1305_ietf_decrypt(wrapped[24:], slot["slot_id"].encode(), wrapped[:24], wrap)
            blob = base64.b64decode(ring["kek_wrapped_blob"])
            inner = json.loads(b.crypto_aead_xchacha20poly1305_ietf_decrypt(blob[24:], bytes([1]) + struct.pack(">Q", 1), blob[:24], kek))
            entry = inner["entries"][0]
            private = PrivateKey(base64.b64decode(entry["private_key"]))
            public = open(user + "/keyring.pub", "rb").read()
            assert bytes(private.public_key) == public == base64.b64decode(entry["public_key"])
            assert entry["key_id"] == hashlib.sha256(public).hexdigest()
            assert (entry["algorithm"], entry["purpose"], entry["status"], entry["valid_until"]) == ("X25519", "encryption", "active", "0001-01-01T00:00:00Z")
            print("done")
            """);
        Assert.Equal("done\n", await Run.Async("/usr/bin/python3", [script]));
    }
}
