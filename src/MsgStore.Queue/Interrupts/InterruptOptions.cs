using MsgStore.Delivery;

namespace MsgStore.Queue.Interrupts;

/// <summary>Who is told at once when mail is queued: a command, a URL, or both.</summary>
public sealed class InterruptOptions
{
    /// <summary>The least priority. Default: Urgent.</summary>
    public MailPriority Priority { get; set; } = MailPriority.Urgent;

    /// <summary>A pattern of the recipient's address. Default: all.</summary>
    public string Recipient { get; set; } = "*";

    /// <summary>
    /// The absolute path of a program, which no shell starts. Its environment is PATH, LANG and the facts, <c>MSGSTORE_…</c>, nothing of the host's own. What the
    /// facts say is the sender's to choose: a program has to quote them, and to take none for an option, a path or a piece of script.
    /// </summary>
    public string? Command { get; set; }

    /// <summary>Its arguments.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>A URL the facts are posted to as JSON, at any address. Redirects are not followed, and of the answer only the status is used.</summary>
    public Uri? Url { get; set; }

    /// <summary>How long either may take, 10 milliseconds to 1 hour. Default: 10 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
