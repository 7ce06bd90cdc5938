using System.Collections.Immutable;
using MsgStore.Delivery;

namespace MsgStore.Sieve.Evaluation;

/// <summary>What a script can ask about the world around the message. Nothing here changes anything.</summary>
/// <remarks>Each question is asked at most once in an evaluation. Derive from <see cref="SieveEnvironment"/>, which answers as if nothing were there.</remarks>
public interface ISieveEnvironment
{
    /// <summary>The clock and the local time zone.</summary>
    TimeProvider Time { get; }

    /// <summary>The addresses of the script's owner beside the recipient's, for <c>vacation</c> (RFC 5230 §4.5).</summary>
    ImmutableArray<string> OwnAddresses { get; }

    /// <summary>Whether a mailbox exists and mail can be delivered to it (RFC 5490 §3.1).</summary>
    ValueTask<bool> MailboxExistsAsync(string mailbox, CancellationToken cancellationToken = default);

    /// <summary>An annotation of a mailbox, or of the server where <paramref name="mailbox"/> is <see langword="null"/> (RFC 5490 §3.3, §4); <see langword="null"/> where there is none.</summary>
    ValueTask<string?> GetMetadataAsync(string? mailbox, string annotation, CancellationToken cancellationToken = default);

    /// <summary>The mailbox with a special use, as <c>\Junk</c> (RFC 8579 §4); <see langword="null"/> where there is none.</summary>
    /// <param name="mailbox">Only this mailbox is asked about; <see langword="null"/> asks about all of the user's.</param>
    /// <param name="specialUse">The attribute, with backslash.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    ValueTask<string?> FindSpecialUseAsync(string? mailbox, string specialUse, CancellationToken cancellationToken = default);

    /// <summary>The mailbox with that object identifier (RFC 9042 §3); <see langword="null"/> where there is none.</summary>
    ValueTask<string?> FindMailboxIdAsync(string mailboxId, CancellationToken cancellationToken = default);

    /// <summary>Whether a value has been remembered and not forgotten (RFC 7352 §3.1).</summary>
    ValueTask<bool> IsDuplicateAsync(SieveDuplicateEntry entry, CancellationToken cancellationToken = default);

    /// <summary>Looks for a value in an external list (RFC 6134 §2.2); <see langword="null"/> where there is no such list, or it cannot be asked.</summary>
    ValueTask<SieveListAnswer?> FindInListAsync(string list, string value, CancellationToken cancellationToken = default);

    /// <summary>An item of RFC 5183 §4; <see langword="null"/> for one that is not known.</summary>
    ValueTask<string?> GetItemAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Whether a notification by that URI can be delivered, as far as can be told (RFC 5435 §4).</summary>
    /// <returns><see langword="null"/> where the method is not known; else what is known of "online": <c>yes</c>, <c>no</c>, <c>maybe</c>.</returns>
    ValueTask<string?> GetNotifyOnlineAsync(string method, CancellationToken cancellationToken = default);

    /// <summary>What a spam filter said of the message; <see langword="null"/> where it was not asked.</summary>
    SpamVerdict? Spam { get; }

    /// <summary>What a virus filter said of the message, 1 to 5 (RFC 5235 §3.1); <see langword="null"/> where it was not asked.</summary>
    int? VirusValue { get; }
}
