using System.Globalization;
using System.Text;
using MsgStore.Maildir.Layout;
using MsgStore.Posix;

namespace MsgStore.Maildir.Dovecot;

/// <summary>Gives UIDVALIDITY values that grow within a mailbox, also for a folder that is removed and made again in the same second.</summary>
internal static class UidValidity
{
    /// <summary>Holds the last value given, in decimal.</summary>
    public const string FileName = "msgstore.uidvalidity";

    private const int MaxOctets = 64;

    /// <summary>A value above the last one given, and above another; the time in seconds where that is higher still.</summary>
    public static uint Next(IDirectoryHandle mailbox, TimeProvider time, uint above)
    {
        var now = (uint)Math.Clamp(time.GetUtcNow().ToUnixTimeSeconds(), 1, uint.MaxValue - 1);
        var next = Math.Max(now, Math.Max(ReadLast(mailbox), above) + 1);
        Write(mailbox, next);
        return next;
    }

    /// <summary>Makes sure that values given later are above this one.</summary>
    public static void Raise(IDirectoryHandle mailbox, uint value)
    {
        if (ReadLast(mailbox) < value)
            Write(mailbox, value);
    }

    private static void Write(IDirectoryHandle mailbox, uint value) =>
        FileTools.Replace(mailbox, FileName, Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)), durable: true);

    // A damaged file only means that the clock decides.
    private static uint ReadLast(IDirectoryHandle mailbox)
    {
        try
        {
            var text = FileTools.Read(mailbox, FileName, MaxOctets) is { } octets ? Encoding.ASCII.GetString(octets) : "";
            _ = uint.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var last);
            return last;
        }
        catch (Storage.MsgStoreException)
        {
            return 0;
        }
    }
}
