using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>Keeps what it is given and answers as told.</summary>
internal sealed class FakeAgent : IOutboundAgent
{
    public List<(Envelope Envelope, byte[] Content)> Delivered { get; } = [];

    public Func<Envelope, CancellationToken, Task<DeliveryReport>>? Answer { get; set; }

    public bool KeepContent { get; set; } = true;

    public static RecipientOutcome Store(EmailAddress address) => RecipientOutcome.Delivered(
        address, [new StoredPlacement(new MailboxPath(MailboxName.Parse(address.ToString())), new MessageKey("1"))]);

    public async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        using var copy = new MemoryStream();
        var stream = content.OpenRead();
        await using (stream)
        {
            if (KeepContent)
                await stream.CopyToAsync(copy, cancellationToken);
        }

        lock (Delivered)
            Delivered.Add((envelope, copy.ToArray()));
        return Answer is null ? DeliveryReport.ForAll(envelope, Store) : await Answer(envelope, cancellationToken);
    }
}
