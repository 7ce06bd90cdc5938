using System.Globalization;
using MsgStore.Mailboxes;

namespace MsgStore.Cli.Output;

/// <summary>A message as lists show it.</summary>
/// <param name="Message">What the store knows.</param>
/// <param name="Header">What the message says.</param>
internal sealed record MessageRow(MessageInfo Message, MessageHeader Header)
{
    private const int FromWidth = 32;

    public static IReadOnlyList<Column> Columns { get; } =
        [new("UID", AlignRight: true), "FLAGS", new("SIZE", AlignRight: true), "DATE (UTC)", "FROM", "SUBJECT"];

    public static async ValueTask<MessageRow> ReadAsync(
        IMailboxSession session, MessageInfo message, Unreadable unreadable, CancellationToken cancellationToken) =>
        new(message, await MessageHeader.ReadAsync(session, message, unreadable, cancellationToken).ConfigureAwait(false));

    public string[] ToCells() =>
    [
        Message.Uid.ToString(CultureInfo.InvariantCulture), FlagText.Of(Message), Message.WireSize.ToString(CultureInfo.InvariantCulture),
        Message.InternalDate.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        SafeText.Of(Header.From, FromWidth), SafeText.Of(Header.Subject),
    ];

    public object ToDocument() => new
    {
        Message.Uid,
        Key = Message.Key.Value,
        Size = Message.WireSize,
        Date = Message.InternalDate.ToUniversalTime(),
        Flags = FlagText.Names(Message.Flags),
        Message.Keywords,
        Header.From,
        Header.Subject,
    };
}
