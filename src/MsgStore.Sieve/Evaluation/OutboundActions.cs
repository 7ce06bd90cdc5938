using System.Collections.Immutable;

namespace MsgStore.Sieve.Evaluation;

/// <summary>Send the message on (RFC 5228 §4.2).</summary>
/// <param name="Address">Where to, without angle brackets; the name of an external list where <see cref="IsList"/>.</param>
public sealed record RedirectAction(string Address) : SieveAction
{
    /// <summary>Whether the address is the name of an external list (RFC 6134 §2.3).</summary>
    public bool IsList { get; init; }

    /// <summary>DSN parameters by their SMTP name, <c>NOTIFY</c>, <c>RET</c> (RFC 6009 §5), and <c>BY</c> (§6).</summary>
    public ImmutableDictionary<string, string> Parameters { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>Refuse the message (RFC 5429).</summary>
/// <param name="Reason">What the sender is told.</param>
/// <param name="IsEreject">Whether it was <c>ereject</c>: at the SMTP level where that can be.</param>
public sealed record RejectAction(string Reason, bool IsEreject) : SieveAction;

/// <summary>Answer the sender (RFC 5230).</summary>
/// <param name="Reason">The text, or a MIME entity where <see cref="IsMime"/>.</param>
public sealed record VacationAction(string Reason) : SieveAction
{
    /// <summary>How long the sender gets no second answer; zero means each message is answered.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>The subject; <see langword="null"/> makes one of the message's.</summary>
    public string? Subject { get; init; }

    /// <summary>The From of the answer; <see langword="null"/> means the owner's address.</summary>
    public string? From { get; init; }

    /// <summary>Further addresses of the owner.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    /// <summary>Whether the reason is a MIME entity.</summary>
    public bool IsMime { get; init; }

    /// <summary>Tells kinds of answers apart (RFC 5230 §4.2): the script's, or made of subject, from and reason.</summary>
    public required string Handle { get; init; }

    /// <summary>Where a copy of the answer is filed (RFC 8580); <see langword="null"/> for nowhere.</summary>
    public FileIntoAction? Fcc { get; init; }
}

/// <summary>Notify (RFC 5435).</summary>
/// <param name="Method">A URI, as <c>mailto:</c>.</param>
public sealed record NotifyAction(string Method) : SieveAction
{
    /// <summary>1 high, 2 normal, 3 low.</summary>
    public int Importance { get; init; } = 2;

    /// <summary>Who notifies; <see langword="null"/> leaves it to the method.</summary>
    public string? From { get; init; }

    /// <summary>The text; <see langword="null"/> leaves it to the method.</summary>
    public string? Text { get; init; }

    /// <summary>Options of the method, <c>name=value</c>.</summary>
    public ImmutableArray<string> MethodOptions { get; init; } = [];

    /// <summary>Where a copy of the notification is filed (RFC 8580); <see langword="null"/> for nowhere.</summary>
    public FileIntoAction? Fcc { get; init; }
}
