using MsgStore.Mailboxes;

namespace MsgStore.InMemory;

/// <summary>A stored message. Its octets never change; its info is replaced on a flag change, under the mailbox's lock.</summary>
internal sealed class InMemoryMessage(MessageInfo info, ReadOnlyMemory<byte> octets)
{
    public MessageInfo Info { get; set; } = info;

    public ReadOnlyMemory<byte> Octets { get; } = octets;
}
