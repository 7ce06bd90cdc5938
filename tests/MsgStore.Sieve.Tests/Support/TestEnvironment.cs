using Microsoft.Extensions.Time.Testing;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Tests.Support;

/// <summary>An environment of a few known things. Answers come late where <see cref="IsSlow"/>, as from a disk.</summary>
internal sealed class TestEnvironment : SieveEnvironment
{
    private TaskCompletionSource _held = new();

    public HashSet<string> Mailboxes { get; } = new(StringComparer.Ordinal) { "INBOX" };

    public Dictionary<string, string> SpecialUses { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string[]> Lists { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Items { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> MailboxIds { get; } = new(StringComparer.Ordinal) { ["F1"] = "Known" };

    /// <summary>Whether notifications of a scheme reach someone, beside those of mailto.</summary>
    public Dictionary<string, string> Online { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Remembered { get; } = new(StringComparer.Ordinal);

    public bool IsSlow { get; init; }

    /// <summary>Whether each answer waits for <see cref="Release"/>.</summary>
    public bool IsHeld { get; init; }

    public int Questions { get; private set; }

    public DateTimeOffset Now { get; init; } = new(2024, 2, 29, 23, 30, 0, TimeSpan.Zero);

    /// <summary>Lets the answer come, and what waits for it go on, before it returns: where the caller's thread may run continuations, as one of the pool.</summary>
    public void Release() => _held.SetResult();

    public override TimeProvider Time => new FakeTimeProvider(Now);

    public override ValueTask<bool> MailboxExistsAsync(string mailbox, CancellationToken cancellationToken = default) => AnswerAsync(Mailboxes.Contains(mailbox));

    public override ValueTask<string?> FindSpecialUseAsync(string? mailbox, string specialUse, CancellationToken cancellationToken = default) =>
        AnswerAsync(SpecialUses.TryGetValue(specialUse, out var found) && (mailbox is null || mailbox == found) ? found : null);

    public override ValueTask<string?> FindMailboxIdAsync(string mailboxId, CancellationToken cancellationToken = default) => AnswerAsync(MailboxIds.GetValueOrDefault(mailboxId));

    public override ValueTask<string?> GetMetadataAsync(string? mailbox, string annotation, CancellationToken cancellationToken = default) =>
        AnswerAsync(Metadata.GetValueOrDefault($"{mailbox}{annotation}"));

    public override ValueTask<bool> IsDuplicateAsync(SieveDuplicateEntry entry, CancellationToken cancellationToken = default) => AnswerAsync(Remembered.Contains(entry.Handle + entry.UniqueId));

    public override ValueTask<SieveListAnswer?> FindInListAsync(string list, string value, CancellationToken cancellationToken = default) =>
        AnswerAsync(Lists.TryGetValue(list, out var values) ? new SieveListAnswer(Array.Find(values, entry => entry.Equals(value, StringComparison.OrdinalIgnoreCase))) : null);

    public override ValueTask<string?> GetItemAsync(string name, CancellationToken cancellationToken = default) => AnswerAsync(Items.GetValueOrDefault(name));

    public override ValueTask<string?> GetNotifyOnlineAsync(string method, CancellationToken cancellationToken = default) =>
        Online.TryGetValue(method[..method.IndexOf(':', StringComparison.Ordinal)], out var online) ? AnswerAsync((string?)online) : base.GetNotifyOnlineAsync(method, cancellationToken);

    private async ValueTask<T> AnswerAsync<T>(T value)
    {
        Questions++;
        if (IsHeld)
            await (_held = new()).Task;
        else if (IsSlow)
            await Task.Yield();
        return value;
    }
}
