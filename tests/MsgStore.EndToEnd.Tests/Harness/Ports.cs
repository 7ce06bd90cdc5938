using System.Net;
using System.Net.Sockets;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>Ports for programs that cannot choose one themselves.</summary>
internal static class Ports
{
    // Below those that the system hands out by itself, so that no connection of another test takes one between our look and its use.
    private const int First = 10_000;
    private const int Last = 32_000;

    /// <summary>A port on loopback that was free a moment ago.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Another has it.
            }
        }
    }
}
