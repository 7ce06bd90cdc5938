using System.Runtime.InteropServices;

namespace MsgStore.Maildir.Dovecot;

/// <summary>A line of a UID list; offsets count octets of the file it was read from.</summary>
/// <param name="Uid">The UID.</param>
/// <param name="FieldsOffset">Where the per-line fields of others start.</param>
/// <param name="FieldsLength">Their length, without the blanks around them.</param>
/// <param name="NameOffset">Where the base name starts.</param>
/// <param name="NameLength">Its length.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UidEntry(uint Uid, int FieldsOffset, int FieldsLength, int NameOffset, int NameLength);
