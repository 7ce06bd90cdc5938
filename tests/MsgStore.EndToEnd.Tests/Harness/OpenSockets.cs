using System.Globalization;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>The connections of a listener as the system sees them, whatever the server thinks (proc_net(5)).</summary>
internal static class OpenSockets
{
    private const string Listen = "0A";

    /// <summary>Sockets of a local port that a process holds.</summary>
    public static int Count(int port) => Read(port).Length;

    /// <summary>Those whose peer does not take what was sent to it.</summary>
    public static int CountStuck(int port) => Read(port).Count(fields => !fields[4].StartsWith("00000000", StringComparison.Ordinal));

    // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode: a socket without an inode belongs to the system alone.
    // The list is made anew piece by piece while it is read, so that one of them may stand in it twice.
    private static string[][] Read(int port)
    {
        var local = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return [.. File.ReadLines("/proc/net/tcp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[1].EndsWith(local, StringComparison.Ordinal) && fields[3] != Listen && fields[9] != "0")
            .DistinctBy(fields => fields[9])];
    }
}
