using System.Security.Cryptography;
using MsgStore.Mailboxes;

namespace MsgStore.InMemory;

/// <summary>A folder's messages and counters; used under the mailbox's lock.</summary>
internal sealed class InMemoryFolder(SpecialUse? specialUse)
{
    private long _highestModSeq = 1;

    public SpecialUse? SpecialUse { get; } = specialUse;

    public SortedDictionary<uint, InMemoryMessage> Messages { get; } = [];

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.OrdinalIgnoreCase);

    public uint UidValidity { get; private set; } = (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);

    public uint UidNext { get; private set; } = 1;

    public MailboxState State => new(UidValidity, UidNext, _highestModSeq);

    public InMemoryMessage? Find(MessageKey key) => Messages.Values.FirstOrDefault(message => message.Info.Key == key);

    public InMemoryMessage Add(ReadOnlyMemory<byte> octets, MessageInfo template, uint? wantedUid = null, MessageKey? wantedKey = null)
    {
        var uid = wantedUid >= UidNext ? wantedUid.Value : UidNext;
        UidNext = uid + 1;
        var message = new InMemoryMessage(template with { Key = wantedKey ?? NewKey(), Uid = uid, ModSeq = ++_highestModSeq }, octets);
        Messages.Add(uid, message);
        return message;
    }

    public void Adopt(MailboxState state)
    {
        if (Messages.Count == 0)
            UidValidity = state.UidValidity;
        UidNext = Math.Max(UidNext, state.UidNext);
        _highestModSeq = Math.Max(_highestModSeq, state.HighestModSeq);
    }

    public void Update(InMemoryMessage message, MessageFlags flags, KeywordSet keywords) =>
        message.Info = message.Info with { Flags = flags, Keywords = keywords, ModSeq = ++_highestModSeq };

    public bool Remove(uint uid)
    {
        if (!Messages.Remove(uid))
            return false;
        _highestModSeq++;
        return true;
    }

    private static MessageKey NewKey() => new(RandomNumberGenerator.GetHexString(32, lowercase: true));
}
