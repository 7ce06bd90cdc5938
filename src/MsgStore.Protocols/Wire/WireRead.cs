using System.Buffers;

namespace MsgStore.Protocols.Wire;

/// <summary>What a read of raw octets gave: octets if the status is <see cref="LineStatus.Complete"/>, the reason why there are none otherwise.</summary>
internal readonly record struct WireRead(LineStatus Status, ReadOnlySequence<byte> Octets);
