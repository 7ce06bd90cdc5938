using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MsgStore.Mailboxes;

namespace MsgStore.Protocols.Pop3;

/// <summary>The messages of a session by number, with its marks (RFC 1939 §5). Numbers begin at 1 and never shift.</summary>
internal sealed class Maildrop : IAsyncDisposable
{
    private const int MaxUidl = 70;

    private readonly IMailboxSession _session;
    private readonly IReadOnlyList<MessageInfo> _messages;
    private readonly UidlFormat _format;
    private readonly BitArray _deleted;

    public Maildrop(IMailboxSession session, UidlFormat format)
    {
        _session = session;
        _messages = session.Messages;
        _format = format;
        _deleted = new BitArray(_messages.Count);
        CountAll();
    }

    /// <summary>The highest number.</summary>
    public int Highest => _messages.Count;

    /// <summary>Messages that are not marked.</summary>
    public int Count { get; private set; }

    /// <summary>Their octets as RETR sends them, before dots are doubled.</summary>
    public long Size { get; private set; }

    /// <summary>The domain the mailbox belongs to.</summary>
    public string Domain => _session.Path.Mailbox.Domain;

    /// <summary>Whether a number has a message, marked or not.</summary>
    public bool Exists(int number) => number >= 1 && number <= Highest;

    /// <summary>Whether a message is marked.</summary>
    public bool IsDeleted(int number) => _deleted[number - 1];

    /// <summary>The octets of a message.</summary>
    public long SizeOf(int number) => _messages[number - 1].WireSize;

    /// <summary>What UIDL shows: 1 to 70 printable octets (RFC 1939 §7).</summary>
    public string UidlOf(int number)
    {
        var message = _messages[number - 1];
        return _format switch
        {
            UidlFormat.Uid => message.Uid.ToString(CultureInfo.InvariantCulture),
            UidlFormat.UidAndValidity => $"{message.Uid:X8}{_session.State.UidValidity:X8}",
            _ => message.Key.Value.Length <= MaxUidl ? message.Key.Value : Shorten(message.Key.Value),
        };
    }

    /// <summary>Opens a message.</summary>
    public ValueTask<Stream> RetrieveAsync(int number, CancellationToken cancellationToken) =>
        _session.RetrieveAsync(_messages[number - 1].Key, cancellationToken);

    /// <summary>Marks a message.</summary>
    public void Delete(int number)
    {
        _session.Delete(_messages[number - 1].Key);
        _deleted[number - 1] = true;
        Count--;
        Size -= SizeOf(number);
    }

    /// <summary>Takes all marks back.</summary>
    public void Undelete()
    {
        _session.Undelete();
        _deleted.SetAll(false);
        CountAll();
    }

    /// <summary>Removes what is marked.</summary>
    public async ValueTask<ExpungeResult> ExpungeAsync(CancellationToken cancellationToken) =>
        Count == Highest ? ExpungeResult.Empty : await _session.ExpungeAsync(cancellationToken).ConfigureAwait(false);

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static string Shorten(string key) =>
        System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private void CountAll()
    {
        Count = Highest;
        Size = 0;
        foreach (var message in _messages)
            Size += message.WireSize;
    }
}
