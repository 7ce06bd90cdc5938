using System.Collections.Concurrent;
using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Queue.Relay;

namespace MsgStore.Queue.Tests.Support;

/// <summary>Hosts that do as a test says, and remember what they were sent.</summary>
internal sealed class ScriptedTransport : IRelayTransport
{
    private int _connections;
    private int _open;

    /// <summary>What was sent, in the order it came.</summary>
    public ConcurrentQueue<(string Host, RelayMessage Message, string Text)> Sent { get; } = [];

    /// <summary>Recipients a host took a message for, as often as it did.</summary>
    public ConcurrentQueue<EmailAddress> Taken { get; } = [];

    /// <summary>Hosts that were tried, in order.</summary>
    public ConcurrentQueue<string> Tried { get; } = [];

    /// <summary>The most messages under way at one time, to all hosts.</summary>
    public int MostAtOnce { get; private set; }

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Whether a host can be reached.</summary>
    public Func<string, bool> IsUp { get; set; } = _ => true;

    /// <summary>The reply to a recipient.</summary>
    public Func<RelayMessage, RelayRecipient, RelayReply> Reply { get; set; } = (_, _) => Ok;

    /// <summary>What happens before a message is answered.</summary>
    public Func<RelayMessage, CancellationToken, Task> Sending { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What happens when a connection is closed.</summary>
    public Func<Task> Closing { get; set; } = () => Task.CompletedTask;

    public RelayCapabilities Capabilities { get; set; } = new();

    public static RelayReply Ok { get; } = new() { Code = 250, Text = "ok" };

    public static RelayReply Busy { get; } = new() { Code = 451, EnhancedCode = new(4, 3, 0), Text = "busy", Phase = RelayPhase.Rcpt };

    public static RelayReply Unknown { get; } = new() { Code = 550, EnhancedCode = new(5, 1, 1), Text = "no such user", Phase = RelayPhase.Rcpt };

    public ValueTask<IRelayConnection> ConnectAsync(RelayHop hop, CancellationToken cancellationToken = default)
    {
        Tried.Enqueue(hop.Host);
        Interlocked.Increment(ref _connections);
        return IsUp(hop.Host) ? ValueTask.FromResult<IRelayConnection>(new Connection(this, hop.Host))
            : throw new RelayException(new RelayReply { Code = 421, EnhancedCode = new(4, 4, 1), Text = "cannot connect", Phase = RelayPhase.Connect }) { Transcript = ["-- refused"] };
    }

    private sealed class Connection(ScriptedTransport transport, string host) : IRelayConnection
    {
        public RelayCapabilities Capabilities => transport.Capabilities;

        public bool IsReusable => true;

        public async ValueTask<RelayReport> SendAsync(RelayMessage message, CancellationToken cancellationToken = default)
        {
            lock (transport)
                transport.MostAtOnce = Math.Max(transport.MostAtOnce, ++transport._open);
            try
            {
                transport.Sent.Enqueue((host, message, TestMail.Read(message.Content)));
                await transport.Sending(message, cancellationToken);
                ImmutableArray<RelayReply> replies = [.. message.Recipients.Select(recipient => transport.Reply(message, recipient))];
                foreach (var (recipient, reply) in message.Recipients.Zip(replies))
                    if (reply.IsDelivered)
                        transport.Taken.Enqueue(recipient.Address);
                return new RelayReport(replies, [.. replies.Select(reply => $"S: {reply.Code} {reply.Text}")]);
            }
            finally
            {
                lock (transport)
                    transport._open--;
            }
        }

        public ValueTask DisposeAsync() => new(transport.Closing());
    }
}
