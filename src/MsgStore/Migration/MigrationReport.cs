using System.Text;

namespace MsgStore.Migration;

/// <summary>What a migration did.</summary>
/// <param name="Mailboxes">Mailboxes gone through.</param>
/// <param name="Folders">Folders gone through.</param>
/// <param name="Messages">Messages that are at the destination now.</param>
/// <param name="Copied">Those among them that this run copied.</param>
/// <param name="Octets">Octets this run copied.</param>
/// <param name="Verified">Messages read back and found equal.</param>
/// <param name="Problems">What is not as it was, as far as it is listed.</param>
/// <param name="ProblemCount">How many of them there are.</param>
public sealed record MigrationReport(
    int Mailboxes, int Folders, long Messages, long Copied, long Octets, long Verified, IReadOnlyList<MigrationProblem> Problems, long ProblemCount)
{
    /// <summary>Whether the destination holds everything the source does, as it was.</summary>
    public bool IsComplete => ProblemCount == 0;

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Mailboxes), Mailboxes), (nameof(Folders), Folders), (nameof(Messages), Messages), (nameof(Copied), Copied), (nameof(Octets), Octets),
        (nameof(Verified), Verified), (nameof(Problems), Problems), (nameof(ProblemCount), ProblemCount), (nameof(IsComplete), IsComplete));
}
