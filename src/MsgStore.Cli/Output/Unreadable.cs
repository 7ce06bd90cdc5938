using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Cli.Output;

/// <summary>What a command could not read, told at its end: one message does not hold up the others.</summary>
internal sealed class Unreadable
{
    private const int MaxLines = 20;
    private readonly List<string> _lines = [];
    private int _count;

    /// <summary>Whether a failure to read is of one message.</summary>
    public static bool IsOfOne(Exception exception) => exception is IOException or MsgStoreException;

    /// <summary>Notes a message. One that was removed meanwhile is none of the folder's any more.</summary>
    public void Add(MailboxPath path, uint? uid, Exception exception)
    {
        if (exception is MsgStoreException { Error: StoreError.MessageExpunged } || _count++ >= MaxLines)
            return;
        _lines.Add($"{SafeText.Of(path.ToString())}{(uid is null ? "" : $" message {uid}")} cannot be read: {SafeText.Of(exception.Message)}");
    }

    /// <summary>Tells of all of them.</summary>
    /// <returns>How the command ends.</returns>
    public int Report(ToolConsole console)
    {
        foreach (var line in _lines)
            console.Error.WriteLine($"msgstore: {line}");
        if (_count > _lines.Count)
            console.Error.WriteLine($"msgstore: and {_count - _lines.Count} messages more");
        return _count == 0 ? ExitCode.Ok : ExitCode.Refused;
    }
}
