using MsgStore.Mailboxes;

namespace MsgStore.Accounts;

/// <summary>A logged-in user, who owns their unlocked keys until disposed.</summary>
/// <param name="name">The canonical login name.</param>
/// <param name="mailbox">Their mailbox.</param>
/// <param name="keys">Their unlocked keys; <see langword="null"/> without any, or where unlocking was not asked for.</param>
public sealed class User(string name, MailboxName mailbox, UnlockedKeys? keys = null) : IDisposable
{
    /// <summary>The canonical login name.</summary>
    public string Name { get; } = name;

    /// <summary>The mailbox they read.</summary>
    public MailboxName Mailbox { get; } = mailbox;

    /// <summary>The subaddress they logged in with (RFC 5233); <see langword="null"/> without one.</summary>
    public string? Detail { get; init; }

    /// <summary>The unlocked keys; <see langword="null"/> where there are none.</summary>
    public UnlockedKeys? Keys { get; } = keys;

    /// <summary>Zeroes the keys.</summary>
    public void Dispose() => Keys?.Dispose();

    /// <summary>Name and mailbox.</summary>
    public override string ToString() => $"{Name} ({Mailbox})";
}
