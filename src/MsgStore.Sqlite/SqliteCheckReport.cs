using System.Text;

namespace MsgStore.Sqlite;

/// <summary>What a check of the database found.</summary>
/// <param name="Mailboxes">Mailboxes.</param>
/// <param name="Messages">Messages in all folders.</param>
/// <param name="Contents">Contents, each stored once however many messages share it.</param>
/// <param name="Octets">Octets of all contents.</param>
/// <param name="Problems">What is wrong, one line each, at most 1000; empty for a sound database. Lines name rows, no addresses.</param>
/// <param name="Leftovers">Files and contents of crashes that no message refers to. Harmless; they are swept after 36 hours.</param>
/// <param name="Repaired">Problems and leftovers that were mended.</param>
public sealed record SqliteCheckReport(long Mailboxes, long Messages, long Contents, long Octets, IReadOnlyList<string> Problems, int Leftovers, int Repaired)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Problems.Count == 0;

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Mailboxes), Mailboxes), (nameof(Messages), Messages), (nameof(Contents), Contents), (nameof(Octets), Octets),
        (nameof(Problems), Problems), (nameof(Leftovers), Leftovers), (nameof(Repaired), Repaired), (nameof(IsSound), IsSound));
}
