using System.Collections.Immutable;
using MsgStore.Delivery;

namespace MsgStore.Queue.Notices;

/// <summary>What a notice says.</summary>
internal sealed record Notice
{
    public required NoticeKind Kind { get; init; }

    /// <summary>Names the notice in its Message-ID and its boundary; of letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>Whom it is for.</summary>
    public required EmailAddress To { get; init; }

    /// <summary>The address it comes from in its From field.</summary>
    public required string From { get; init; }

    /// <summary>The host that reports.</summary>
    public required string HostName { get; init; }

    /// <summary>When it is written, in UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>When the message arrived, in UTC.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>ENVID; <see langword="null"/> for none.</summary>
    public string? EnvelopeIdentifier { get; init; }

    public required ImmutableArray<NoticeRecipient> Recipients { get; init; }

    /// <summary>The message, or its header section; empty where neither can be returned.</summary>
    public ReadOnlyMemory<byte> Returned { get; init; }

    /// <summary>Whether it is the whole message.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether addresses or header fields need RFC 6533's forms.</summary>
    public bool IsGlobal { get; init; }
}
