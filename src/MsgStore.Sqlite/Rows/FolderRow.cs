using System.Runtime.InteropServices;
using MsgStore.Mailboxes;

namespace MsgStore.Sqlite.Rows;

/// <summary>A folder as it is in the transaction at hand.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FolderRow(long Id, long MailboxId, MailboxState State, MailboxStat Stat);
