using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Names;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir.Quota;

/// <summary>Keeps <c>maildirsize</c>: it is kept where it exists or a limit is configured, and counted anew when it cannot be believed. Blocks.</summary>
internal sealed class MaildirQuota(MaildirContext context)
{
    private const long RecountNanoseconds = 900_000_000_000;

    private bool IsConfigured => context.Options.QuotaOctets.HasValue || context.Options.QuotaMessages.HasValue;

    /// <summary>Usage and limits of a mailbox.</summary>
    public MaildirSize Read(IDirectoryHandle mailbox) => ReadFile(mailbox) ?? Count(mailbox, Default());

    /// <summary>Refuses what does not fit.</summary>
    /// <returns>Whether usage is kept, so that what is stored has to be recorded.</returns>
    /// <exception cref="MsgStoreException">OverQuota.</exception>
    public bool Admit(IDirectoryHandle mailbox, long octets, int messages)
    {
        var size = ReadFile(mailbox);
        if (size == null && !IsConfigured)
            return false;
        size ??= Rewrite(mailbox, Default(), durable: false);
        if (Fits(size, octets, messages))
            return true;
        // Others may have removed mail without a line; a refusal is worth a count, but not every quarter of an hour's every message.
        if (mailbox.Stat(MaildirSize.FileName) is { } status && context.Layer.ClockNanoseconds - status.ModifiedNanoseconds > RecountNanoseconds
            && Fits(Rewrite(mailbox, size, durable: false), octets, messages))
            return true;
        throw new MsgStoreException(StoreError.OverQuota, "The message does not fit in the mailbox's quota.");
    }

    /// <summary>Writes down what came or went. A failure is no reason to undo what is stored; the sum is off until the next count.</summary>
    public void Record(IDirectoryHandle mailbox, long octets, long messages)
    {
        try
        {
            using var file = mailbox.OpenAppend(MaildirSize.FileName);
            if (file?.Stat() is not { } status)
                return;
            // With a second name it may be another mailbox's; counting anew gives this one a file of its own.
            if (status.Links > 1)
                Recount(mailbox);
            else
                file.Write(MaildirSize.ToLine(octets, messages), status.Length);
        }
        catch (PosixException e)
        {
            Log.UsageNotWritten(context.Logger, e);
        }
    }

    /// <summary>Sets the limits, durably.</summary>
    public static void SetLimits(IDirectoryHandle mailbox, long? octets, long? messages) =>
        Rewrite(mailbox, new MaildirSize(octets, messages, 0, 0), durable: true);

    /// <summary>Counts anew, keeping the limits.</summary>
    public static void Recount(IDirectoryHandle mailbox)
    {
        if (ReadFile(mailbox) is { } limits)
            Rewrite(mailbox, limits, durable: false);
    }

    private static bool Fits(MaildirSize size, long octets, int messages) =>
        !(size.Octets + octets > size.LimitOctets) && !(size.Messages + messages > size.LimitMessages);

    private MaildirSize Default() => new(context.Options.QuotaOctets, context.Options.QuotaMessages, 0, 0);

    private static MaildirSize? ReadFile(IDirectoryHandle mailbox)
    {
        using var file = mailbox.OpenRead(MaildirSize.FileName);
        if (file == null)
            return null;
        var octets = new byte[MaildirSize.MaxOctets + 1];
        var count = FileTools.ReadFully(file, octets, 0);
        return MaildirSize.TryRead(octets.AsSpan(0, count), out var size) ? size : Rewrite(mailbox, size, durable: false);
    }

    private static MaildirSize Rewrite(IDirectoryHandle mailbox, MaildirSize limits, bool durable)
    {
        var size = Count(mailbox, limits);
        FileTools.Replace(mailbox, MaildirSize.FileName, size.ToOctets(), durable);
        return size;
    }

    private static MaildirSize Count(IDirectoryHandle mailbox, MaildirSize limits)
    {
        var counter = new Counter();
        Count(mailbox, ref counter);
        var folders = new FolderNames();
        mailbox.Read(ref folders);
        foreach (var name in folders.Names)
        {
            using var folder = mailbox.OpenDirectory(name);
            if (folder != null)
                Count(folder, ref counter);
        }
        return limits with { Octets = counter.Octets, Messages = counter.Messages };
    }

    private static void Count(IDirectoryHandle folder, ref Counter counter)
    {
        foreach (var name in (string[])["new", "cur"])
        {
            using var directory = folder.OpenDirectory(name);
            if (directory == null)
                continue;
            counter.Directory = directory;
            directory.Read(ref counter);
        }
    }

    private struct Counter : IEntryVisitor
    {
        public IDirectoryHandle? Directory { get; set; }

        public long Octets { get; private set; }

        public long Messages { get; private set; }

        public void Visit(ReadOnlySpan<byte> name, FileKind kind)
        {
            if (kind is not (FileKind.File or FileKind.Unknown) || !MaildirName.TryParse(name, out var parsed))
                return;
            Messages++;
            Octets += parsed.StoredSize >= 0 ? parsed.StoredSize : Directory?.Stat(OctetName.Decode(name))?.Length ?? 0;
        }
    }

    private struct FolderNames() : IEntryVisitor
    {
        public List<string> Names { get; } = [];

        public readonly void Visit(ReadOnlySpan<byte> name, FileKind kind)
        {
            if (name[0] == '.' && kind is FileKind.Directory)
                Names.Add(OctetName.Decode(name));
        }
    }
}
