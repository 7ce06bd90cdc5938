using System.Text;
using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Responses;

namespace MsgStore.Sieve.Tests.Support;

/// <summary>Makes and reads what actions send.</summary>
internal static class SentMail
{
    /// <summary>The circumstances of an answer at noon of 2 May 2025.</summary>
    public static ResponseContext Context(string message, string from, string to) => new()
    {
        Header = MimeHeader.Parse(Encoding.UTF8.GetBytes(message)),
        Envelope = new() { From = from, To = to },
        Now = new(2025, 5, 2, 12, 0, 0, TimeSpan.FromHours(2)),
        ServerName = "mx.quay.example",
    };

    public static string Text(MessageContent content) =>
        content.TryGetMemory(out var octets) ? Encoding.UTF8.GetString(octets.Span) : throw new InvalidOperationException("Not in memory.");

    public static MimePart Read(MessageContent content) => MimePart.Parse(Encoding.UTF8.GetBytes(Text(content)));

    /// <summary>The message a script leaves behind for its implicit keep, as it was changed.</summary>
    public static MimePart Kept(SieveResult result)
    {
        Assert.Null(result.Error);
        return Read(result.ImplicitKeep!.Message!);
    }

    /// <summary>The text of the first field of a name; a dash where there is none.</summary>
    public static string Field(this MimePart part, string name) => part.Header.First(name)?.Text ?? "-";
}
