using System.Collections.Immutable;
using MsgStore.Queue.Relay;

namespace MsgStore.Queue.Worker;

/// <summary>What came of sending a message.</summary>
internal sealed record DispatchReport
{
    /// <summary>One reply for each recipient, in order.</summary>
    public required ImmutableArray<RelayReply> Replies { get; init; }

    /// <summary>The host that gave them; empty where none was reached.</summary>
    public string Host { get; init; } = "";

    /// <summary>The dialogue.</summary>
    public ImmutableArray<string> Transcript { get; init; } = [];

    /// <summary>Whether a host was reached; <see langword="null"/> where it did not come to that.</summary>
    public bool? Reached { get; init; }

    /// <summary>Whether the next host tells the sender of success itself (RFC 3461 §5.2.1).</summary>
    public bool PassedDsn { get; init; }

    /// <summary>Whether it was this host's own delivery, which is the last one.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The same reply for all.</summary>
    public static DispatchReport ForAll(int count, RelayReply reply) => new() { Replies = [.. Enumerable.Repeat(reply, count)] };
}
