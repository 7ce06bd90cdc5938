using MsgStore.Mailboxes;

namespace MsgStore.Migration;

/// <summary>Something that is not at the destination as it is at the source.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Uid">The message; <see langword="null"/> where the folder as a whole is meant.</param>
/// <param name="Text">What, for the operator.</param>
public sealed record MigrationProblem(MailboxPath Path, uint? Uid, string Text)
{
    /// <summary><c>user@example.com/Folder message 7: what</c>.</summary>
    public override string ToString() => Uid is { } uid ? $"{Path} message {uid}: {Text}" : $"{Path}: {Text}";
}
