using MsgStore.Mailboxes;

namespace MsgStore.Filtering;

/// <summary>Where the scripts of mailbox owners live. One of an owner's scripts, or none, is active: it is run for each message.</summary>
/// <remarks>
/// Safe for concurrent use, also from several processes. A change that is done survives a crash, and none is seen in part. Whether the
/// octets are a script that compiles is for the caller to find out first, with an <see cref="IScriptChecker"/>.
/// Every member throws <see cref="Storage.MsgStoreException"/> where the store cannot be used.
/// </remarks>
public interface IScriptStore
{
    /// <summary>All scripts of an owner, by name.</summary>
    ValueTask<IReadOnlyList<ScriptInfo>> ListAsync(MailboxName owner, CancellationToken cancellationToken = default);

    /// <summary>Reads a script; <see langword="null"/> where there is none of that name.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(MailboxName owner, ScriptName name, CancellationToken cancellationToken = default);

    /// <summary>Reads the active script; <see langword="null"/> where none is active.</summary>
    ValueTask<ActiveScript?> ReadActiveAsync(MailboxName owner, CancellationToken cancellationToken = default);

    /// <summary>Whether a script could be written now: Done, TooMany or TooLarge. Changes nothing.</summary>
    ValueTask<ScriptOutcome> CheckRoomAsync(MailboxName owner, ScriptName name, long sizeInOctets, CancellationToken cancellationToken = default);

    /// <summary>Writes a script, in place of one of that name. An active one stays active.</summary>
    /// <returns>Done, TooMany or TooLarge.</returns>
    ValueTask<ScriptOutcome> WriteAsync(MailboxName owner, ScriptName name, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken = default);

    /// <summary>Removes a script that is not active.</summary>
    /// <returns>Done, NotFound or Active.</returns>
    ValueTask<ScriptOutcome> DeleteAsync(MailboxName owner, ScriptName name, CancellationToken cancellationToken = default);

    /// <summary>Renames a script; an active one stays active.</summary>
    /// <returns>Done, NotFound or Exists.</returns>
    ValueTask<ScriptOutcome> RenameAsync(MailboxName owner, ScriptName name, ScriptName newName, CancellationToken cancellationToken = default);

    /// <summary>Makes a script the active one; <see langword="null"/> leaves none.</summary>
    /// <returns>Done or NotFound.</returns>
    ValueTask<ScriptOutcome> ActivateAsync(MailboxName owner, ScriptName? name, CancellationToken cancellationToken = default);
}
