using Microsoft.Extensions.Logging;

namespace MsgStore.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(7001, LogLevel.Information, "Using the certificate in {File}.")]
    public static partial void CertificateRead(ILogger logger, string file);

    [LoggerMessage(7003, LogLevel.Information, "Listener {Name} waits on {EndPoint}.")]
    public static partial void Listening(ILogger logger, string name, System.Net.IPEndPoint endPoint);

    [LoggerMessage(7002, LogLevel.Error, "{Reason} The certificate before stays in use.")]
    public static partial void CertificateNotRead(ILogger logger, string reason);
}
