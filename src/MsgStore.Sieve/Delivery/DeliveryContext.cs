using System.Security.Cryptography;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Responses;

namespace MsgStore.Sieve.Delivery;

/// <summary>One message on its way through the scripts of its recipients.</summary>
internal sealed class DeliveryContext
{
    private const int HashBlock = 16 * 1024;

    private readonly BodyMemory _memory;
    private readonly int _maxOctets;
    private long _taken;
    private string? _identity;
    private string? _name;

    /// <summary>Begins with a message.</summary>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="content">Its octets.</param>
    /// <param name="memory">The memory for bodies.</param>
    /// <param name="maxOctets">The most octets of it that scripts read.</param>
    public DeliveryContext(Envelope envelope, MessageContent content, BodyMemory memory, int maxOctets)
    {
        (Envelope, Content, _memory, _maxOctets) = (envelope, content, memory, maxOctets);
        Message = SieveMessage.FromContent(content, TakeMemoryAsync);
    }

    public Envelope Envelope { get; }

    public MessageContent Content { get; }

    public SieveMessage Message { get; }

    public ValueTask<MimeHeader> GetHeaderAsync(CancellationToken cancellationToken) => Message.GetHeaderAsync(cancellationToken);

    /// <summary>Lets go of the body, once the scripts were run: what is done afterwards may be a delivery in itself, which needs memory of its own.</summary>
    public void ReleaseBody()
    {
        Message.ForgetBody();
        if (_taken > 0)
            _memory.Return(_taken);
        _taken = 0;
    }

    /// <summary>The same for each repetition of a transaction: the key of what came from this host itself, else the hash of the octets as received, where somebody made it.</summary>
    public async ValueTask<string> GetIdentityAsync(CancellationToken cancellationToken)
    {
        if (_identity is not null)
            return _identity;
        // A message that another owner's script sent on bears the trace of its transaction, which differs each time.
        if (Envelope.IdempotencyKey is { } key)
            return _identity = key;
        if (!Envelope.ContentSha256.IsDefaultOrEmpty)
            return _identity = Convert.ToHexString(Envelope.ContentSha256.AsSpan());
        var stream = Content.OpenRead();
        await using (stream.ConfigureAwait(false))
            return _identity = Convert.ToHexString(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Names the message wherever it comes from: its Message-ID, or where it has none the hash of its body and of the fields that tell two messages
    /// with one body apart. Fields that hosts and redirects add on the way are not in it.
    /// </summary>
    public async ValueTask<string> GetMessageNameAsync(CancellationToken cancellationToken)
    {
        if (_name is not null)
            return _name;
        var header = await GetHeaderAsync(cancellationToken).ConfigureAwait(false);
        if (ResponseWriter.MessageId(header) is { } id)
            return _name = id;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in (string[])["From", "Date", "Subject"])
            hash.AppendData(Encoding.UTF8.GetBytes($"{header.First(name)?.RawText}\n"));
        var stream = Content.OpenRead();
        await using (stream.ConfigureAwait(false))
            await HashBodyAsync(stream, hash, cancellationToken).ConfigureAwait(false);
        return _name = $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    // The body begins after the first empty line, whatever the header's size is; its lines end in CRLF (RFC 5322 §2.1).
    private static async ValueTask HashBodyAsync(Stream stream, IncrementalHash hash, CancellationToken cancellationToken)
    {
        var block = new byte[HashBlock];
        var matched = 2;
        int length;
        while ((length = await stream.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0)
        {
            var at = 0;
            for (; at < length && matched < 4; at++)
                matched = block[at] == "\r\n\r\n"u8[matched] ? matched + 1 : block[at] == '\r' ? 1 : 0;
            hash.AppendData(block, at, length - at);
        }
    }

    private async Task TakeMemoryAsync(CancellationToken cancellationToken)
    {
        if (_taken == 0)
            _taken = await _memory.TakeAsync(Math.Min(Content.Length, _maxOctets), cancellationToken).ConfigureAwait(false);
    }
}
