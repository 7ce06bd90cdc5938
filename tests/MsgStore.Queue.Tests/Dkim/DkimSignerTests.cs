using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Delivery;
using MsgStore.Encryption.Signatures;
using MsgStore.Queue.Dkim;

namespace MsgStore.Queue.Tests.Dkim;

public sealed partial class DkimSignerTests
{
    // The key pair of RFC 8463 appendix A.2 in PKCS #8.
    private const string Ed25519Pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";
    private const string Message = "From: Joe <joe@Example.COM>\r\nTo: s@x.example\r\nSubject:  Is  dinner\r\n ready?\r\nX-Other: 1\r\n\r\nHi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";

    [Theory]
    [InlineData("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n", "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=")]
    [InlineData("Hi.  \r\n\t\r\nWe lost the game. \t Are you hungry yet?\r\n\r\nJoe.\t\r\n\r\n \r\n\r\n", "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=")]
    [InlineData("Hi.\r\n\r\nWe lost the game. Are you hungry yet?\r\n\r\nJoe.", "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=")]
    [InlineData("\r\n \r\n", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    public void Body_hash_is_that_of_the_relaxed_form(string body, string expected) => Assert.Equal(expected, Hash(body, body.Length));

    [Property(Arbitrary = [typeof(Bodies)])]
    public bool Body_hash_does_not_depend_on_how_the_octets_come(string body)
    {
        var lines = body.Split("\r\n").Select(line => Blanks().Replace(line, " ").TrimEnd(' ')).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        var expected = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\r\n")))));
        return Hash(body, 1) == expected && Hash(body, 3) == expected && Hash(body, body.Length) == expected;
    }

    [Fact]
    public void Header_field_relaxes_as_RFC_6376_section_3_4_5_shows()
    {
        Assert.Equal("a:X", Encoding.ASCII.GetString(HeaderCanonicalizer.Relax("A"u8, " X"u8)));
        Assert.Equal("b:Y Z", Encoding.ASCII.GetString(HeaderCanonicalizer.Relax("B"u8, " Y\t\r\n\tZ  "u8)));
    }

    [Fact]
    public async Task Each_key_of_the_authors_domain_signs_and_its_public_half_verifies()
    {
        using var rsa = RSA.Create(2048);
        using var first = DkimKey.FromPem("example.com", "r1", rsa.ExportPkcs8PrivateKeyPem());
        using var second = DkimKey.FromPem("Example.com", "e1", Ed25519Pem);
        using var other = DkimKey.FromPem("other.example", "x", Ed25519Pem);
        Assert.Equal("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", second.PublicRecord);
        var signatures = await SignAsync(Message, first, second, other);
        Assert.Equal(2, Fields().Count(signatures));
        Assert.All(signatures.Split("\r\n"), line => Assert.True(line.Length <= 78, line));
        var (rsaHash, rsaSignature) = Signed(signatures, "rsa-sha256");
        Assert.True(rsa.VerifyHash(rsaHash, rsaSignature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var (hash, signature) = Signed(signatures, "ed25519-sha256");
        Assert.True(Ed25519Key.Verify(signature, hash, Convert.FromBase64String("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")));
        hash[0] ^= 1;
        Assert.False(Ed25519Key.Verify(signature, hash, Convert.FromBase64String("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")));
    }

    [Theory]
    [InlineData("Subject: no author\r\n\r\n")]
    [InlineData("From: a@else.example\r\n\r\n")]
    [InlineData("From: a@example.com\r\nFrom: b@example.com\r\n\r\n")]
    [InlineData("From: a@example.com, b@else.example\r\n\r\n")]
    [InlineData("From: nobody\r\n\r\n")]
    [InlineData("")]
    public async Task Mail_of_other_authors_or_of_several_is_not_signed(string message)
    {
        using var key = DkimKey.FromPem("example.com", "e1", Ed25519Pem);
        Assert.Equal("", await SignAsync(message, key));
    }

    [Theory]
    [InlineData("example.com", "s", "")]
    [InlineData("example.com", "s", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [InlineData("exam ple.com", "s", Ed25519Pem)]
    [InlineData("example.com", "", Ed25519Pem)]
    public void Key_that_cannot_sign_is_refused(string domain, string selector, string pem) =>
        Assert.Throws<ArgumentException>(() => DkimKey.FromPem(domain, selector, pem));

    [Fact]
    public async Task Only_mail_of_this_host_and_its_users_is_signed()
    {
        using var key = DkimKey.FromPem("example.com", "e1", Ed25519Pem);
        var next = new CapturingAgent();
        var agent = new DkimSigningOutboundAgent(next, new DkimSigner([key], TimeProvider.System));
        var mine = new Envelope
        {
            Id = EnvelopeId.New(DateTimeOffset.UnixEpoch),
            From = null,
            Recipients = [new Recipient(EmailAddress.Parse("b@x.example"))],
            ReceivedAt = DateTimeOffset.UnixEpoch,
        };
        // A socket without addresses tells nothing of where mail comes from.
        var foreign = mine with { ClientIP = System.Net.IPAddress.Loopback };
        foreach (var envelope in new[] { mine, mine with { IsRelayed = true }, foreign, foreign with { AuthenticatedUser = "joe" } })
            await agent.DeliverAsync(envelope, MessageContent.FromMemory(Encoding.ASCII.GetBytes(Message)));
        Assert.Equal([true, false, false, true], next.Messages.Select(message => message.StartsWith("DKIM-Signature:", StringComparison.Ordinal)));
        Assert.All(next.Messages, message => Assert.EndsWith(Message, message, StringComparison.Ordinal));
    }

    private static async Task<string> SignAsync(string message, params DkimKey[] keys) =>
        Encoding.ASCII.GetString((await new DkimSigner(keys, TimeProvider.System).SignAsync(MessageContent.FromMemory(Encoding.ASCII.GetBytes(message)))).Span);

    // What a verifier computes: the canonical fields that h= names, and the field itself without its signature.
    private static (byte[] Hash, byte[] Signature) Signed(string signatures, string algorithm)
    {
        var field = Fields().Matches(signatures).Select(match => match.Value).Single(field => field.Contains($"a={algorithm};", StringComparison.Ordinal));
        var at = field.IndexOf("\tb=", StringComparison.Ordinal) + 3;
        Assert.Contains("h=from:from:sender:reply-to:subject:subject:date:", Blanks().Replace(field.Replace("\r\n\t", "", StringComparison.Ordinal), ""), StringComparison.Ordinal);
        var canonical = "from:Joe <joe@Example.COM>\r\nsubject:Is dinner ready?\r\nto:s@x.example\r\n"
            + "dkim-signature:" + Blanks().Replace(field["DKIM-Signature:".Length..at].Replace("\r\n", "", StringComparison.Ordinal), " ").Trim();
        return (SHA256.HashData(Encoding.ASCII.GetBytes(canonical)), Convert.FromBase64String(Blanks().Replace(field[at..].Replace("\r\n", "", StringComparison.Ordinal), "")));
    }

    private static string Hash(string body, int step)
    {
        using var hash = new BodyHash();
        foreach (var chunk in Encoding.ASCII.GetBytes(body).Chunk(Math.Max(1, step)))
            hash.Append(chunk);
        return Convert.ToBase64String(hash.Finish());
    }

    [GeneratedRegex("[ \t]+", RegexOptions.None, 60_000)]
    private static partial Regex Blanks();

    [GeneratedRegex("DKIM-Signature:(?:[^\r]|\r\n\t)*\r\n", RegexOptions.None, 60_000)]
    private static partial Regex Fields();

    private sealed class CapturingAgent : IOutboundAgent
    {
        public List<string> Messages { get; } = [];

        public ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
        {
            using var reader = new StreamReader(content.OpenRead());
            Messages.Add(reader.ReadToEnd());
            return ValueTask.FromResult(DeliveryReport.ForAll(envelope, recipient => RecipientOutcome.Queued(recipient, "1")));
        }
    }

    private static class Bodies
    {
        public static Arbitrary<string> Texts() => Gen.Elements("a", " ", "\t", "\r\n", "word", "\r\n\r\n").ListOf().Select(string.Concat).ToArbitrary();
    }
}
