using MsgStore.Delivery;

namespace MsgStore.Queue.Interrupts;

/// <summary>Who is told at once when mail is queued: a command, a URL, or both.</summary>
public sealed class InterruptOptions
{
    /// <summary>The least priority. Default: Urgent.</summary>
    public MailPriority Priority { get; set; } = MailPriority.Urgent;

    /// <summary>A pattern of the recipient's address. Default: all.</summary>
    public string Recipient { get; set; } = "*";

    /// <summary>The absolute path of a program. It gets the facts in its environment, <c>MSGSTORE_…</c>, and no content.</summary>
    public string? Command { get; set; }

    /// <summary>Its arguments.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>A URL the facts are posted to as JSON.</summary>
    public Uri? Url { get; set; }

    /// <summary>How long either may take. Default: 10 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
