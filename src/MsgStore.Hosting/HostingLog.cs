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

    [LoggerMessage(7005, LogLevel.Error, "The certificate in {File} is valid {Validity}, not now: clients that check it refuse to connect. Renew it; it is read again by itself.")]
    public static partial void CertificateNotValid(ILogger logger, string file, string validity);
}
