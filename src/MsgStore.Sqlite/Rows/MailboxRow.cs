using System.Runtime.InteropServices;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Sqlite.Rows;

/// <summary>A mailbox as it is in the transaction at hand.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MailboxRow(long Id, Quota Quota)
{
    /// <summary>Whether further copies fit.</summary>
    public bool Admits(long octets, int copies) =>
        !(Quota.UsedOctets + octets > Quota.LimitOctets) && !(Quota.UsedMessages + copies > Quota.LimitMessages);
}
