using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Names;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir.Sessions;

/// <summary>Changes flags by renaming the file. Blocks.</summary>
internal sealed class FlagWriter(MaildirContext context, MaildirMailboxSession session)
{
    private const int MaxAttempts = 10;
    private readonly KeywordRegistry _keywords = new(context.Layer, context.Names.HostName);

    /// <summary>Applies a change to a message as it is now.</summary>
    /// <returns>This, or null while another process holds the lock that new keywords need.</returns>
    public FlagWriter? TryApply(int position, FlagChange change)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            ref var entry = ref session.Snapshot.Index.Entries[position];
            var wanted = change.Apply(session.Snapshot.Keywords.ToSet(entry.KeywordBits));
            // A letter without a name means something to the program that wrote it.
            var unnamed = entry.KeywordBits & ~session.Snapshot.Keywords.NamedBits;
            if (_keywords.Register(session.Folder, wanted) is not { } keywords)
                return null;
            if (!keywords.IsComplete)
                throw new MsgStoreException(StoreError.Unavailable, "The folder has used its 26 keyword letters.") { IsTransient = false };
            if (wanted.Count > 0)
                session.Snapshot.Keywords = keywords.List;
            var old = MessageFiles.NameOf(session.Snapshot, position);
            var info = session.Snapshot.Index.NameOf(entry)[entry.BaseLength..];
            var name = OctetName.Decode(session.Snapshot.Index.BaseOf(entry)) + MaildirFlags.Format(change.Apply(entry.SystemFlags), keywords.Bits | unnamed, info);
            var result = name == old ? Exists(old) : session.Folder.Cur.Rename(old, session.Folder.Cur, name);
            if (result == RenameResult.Done)
            {
                Commit(position, name, isChanged: name != old);
                return this;
            }
            // Another process changed the flags first, or the message is gone.
            if (!MessageFiles.Refind(session.Folder, session.Snapshot, position))
                throw MaildirMailboxSession.Expunged();
            session.Snapshot.Keywords = KeywordRegistry.Read(session.Folder);
        }
        throw new MsgStoreException(StoreError.Unavailable, "The message's flags keep changing; try again.");
    }

    private RenameResult Exists(string name) => session.Folder.Cur.Stat(name) is null ? RenameResult.SourceMissing : RenameResult.Done;

    private void Commit(int position, string name, bool isChanged)
    {
        if (!isChanged)
            return;
        MessageFiles.SetName(session.Snapshot, position, name);
        session.Folder.Cur.Flush();
        ref var entry = ref session.Snapshot.Index.Entries[position];
        entry.ModSeq = Math.Max(session.Snapshot.Index.Header.HighestModSeq + 1, context.Time.GetUtcNow().ToUnixTimeMilliseconds());
        session.Snapshot.Index.Header.HighestModSeq = entry.ModSeq;
    }
}
