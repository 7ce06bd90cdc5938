using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Migration;

/// <summary>The counts of one run, and who is told of them.</summary>
internal sealed class MigrationRun(StoreMigrationOptions options, IProgress<MigrationProgress>? progress)
{
    private readonly List<MigrationProblem> _problems = [];
    private long _problemCount;
    private long _total;
    private long _done;

    public StoreMigrationOptions Options { get; } = options;

    public int Mailboxes { get; set; }

    public int Folders { get; set; }

    public long Messages { get; set; }

    public long Copied { get; set; }

    public long Octets { get; set; }

    public long Verified { get; set; }

    /// <summary>Whether an exception concerns one message or folder, so that the others can go on.</summary>
    public static bool IsLocal(Exception exception) =>
        exception is IOException or MsgStoreException
        {
            Error: StoreError.Corrupt or StoreError.MessageExpunged or StoreError.MessageNotFound or StoreError.MessageTooLarge or StoreError.OverQuota
                or StoreError.InvalidFolderName or StoreError.FolderNotFound,
        };

    public void Count(long messages) => _total += messages;

    public void Report(MigrationPhase phase, MailboxPath path, int messages) =>
        progress?.Report(new MigrationProgress(phase, _done += messages, _total, path));

    public void Restart() => _done = 0;

    public void Add(MailboxPath path, uint? uid, string text)
    {
        if (_problemCount++ < Options.MaxProblems)
            _problems.Add(new MigrationProblem(path, uid, text));
    }

    public MigrationReport ToReport() => new(Mailboxes, Folders, Messages, Copied, Octets, Verified, _problems, _problemCount);
}
