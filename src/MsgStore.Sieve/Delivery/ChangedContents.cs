using System.Collections.Immutable;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Delivery;

/// <summary>Puts the messages that scripts made into buffers, so that none lies whole in memory until it is stored or sent.</summary>
internal sealed class ChangedContents(ContentBufferFactory buffers) : IDisposable
{
    private readonly List<ContentBuffer> _made = [];

    /// <summary>Gives actions that have their messages in buffers; actions that shared one share it still.</summary>
    /// <exception cref="Storage.MsgStoreException">There is no room for them.</exception>
    public ImmutableArray<SieveAction> Move(ImmutableArray<SieveAction> actions)
    {
        var moved = new Dictionary<MessageContent, MessageContent>(ReferenceEqualityComparer.Instance);
        return [.. actions.Select(action => action.Message is { } content && content.TryGetMemory(out var octets) ? action with { Message = Move(content, octets) } : action)];

        MessageContent Move(MessageContent content, ReadOnlyMemory<byte> octets)
        {
            if (moved.TryGetValue(content, out var known))
                return known;
            var buffer = buffers.Create(octets.Length);
            _made.Add(buffer);
            buffer.Write(octets.Span);
            return moved[content] = buffer.Complete(out _);
        }
    }

    public void Dispose()
    {
        foreach (var buffer in _made)
            buffer.Dispose();
    }
}
