using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Responses;

namespace MsgStore.Sieve.Delivery;

/// <summary>The note an owner finds in their INBOX when their scripts failed.</summary>
internal static class ErrorNote
{
    private const int MaxTroubles = 10;

    public static MessageContent Create(MailboxName owner, IEnumerable<string> troubles, ResponseContext context) =>
        new ResponseWriter(context, MemoryKeys.ErrorNote)
            .Field("From", $"Mail filter <postmaster@{context.ServerName}>")
            .Field("To", $"<{owner}>")
            .Text("Subject", "Your mail filter could not do all you asked for")
            .Field("Auto-Submitted", "auto-generated")
            .PlainText(string.Concat(
                "A message came for which your filter scripts had trouble. Nothing was lost: where a script failed, the message was kept in your mailbox.\r\n\r\n",
                string.Concat(troubles.Take(MaxTroubles).Select(trouble => $"* {trouble.ReplaceLineEndings(" ")}\r\n")),
                $"\r\nMessage: {ResponseWriter.MessageId(context.Header) ?? "(without Message-ID)"}, from <{context.Envelope.From}>\r\n",
                "\r\nYou get at most one such note a day.\r\n"))
            .ToContent();
}
