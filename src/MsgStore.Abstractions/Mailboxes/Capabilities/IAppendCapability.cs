using MsgStore.Delivery;

namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Session level: putting messages into the folder. They appear in the snapshot at the next refresh or open.</summary>
public interface IAppendCapability
{
    /// <summary>Stores a message durably. Lines end in CRLF; a lone LF or CR becomes one.</summary>
    /// <exception cref="Storage.MsgStoreException">OverQuota, DiskFull, Unavailable: nothing is stored.</exception>
    ValueTask<AppendResult> AppendAsync(MessageContent content, AppendOptions options, CancellationToken cancellationToken = default);
}
