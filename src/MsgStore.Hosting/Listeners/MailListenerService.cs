using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MsgStore.Hosting.Listeners;

/// <summary>
/// Runs the mail listeners on a server of their own: beside a web application's, whose URLs stay what they are, and in a host that serves no HTTP.
/// </summary>
internal sealed class MailListenerService(IServiceProvider services, IEnumerable<IListenerSetup> setups, MailListeners listeners, ILoggerFactory loggers)
    : IHostedService, IDisposable
{
    private KestrelServer? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var options = new KestrelServerOptions { ApplicationServices = services };
        foreach (var setup in setups)
            setup.Configure(options);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions { CreateBoundListenSocket = Bind }), loggers);
        _server = new KestrelServer(Options.Create(options), transport, loggers);
        await _server.StartAsync(new NoHttp(), cancellationToken).ConfigureAwait(false);
        var logger = loggers.CreateLogger("MsgStore.Hosting");
        foreach (var name in listeners.Names)
            HostingLog.Listening(logger, name, listeners.EndPointOf(name));
    }

    /// <summary>Accepts no more and waits for the sessions, which were told by then; what is left when the time is up is cut.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public void Dispose() => _server?.Dispose();

    // The system's words name no end point.
    private static Socket Bind(EndPoint endPoint)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        }
        catch (SocketException e)
        {
            throw new IOException($"Nothing can listen on {endPoint}: {e.Message.TrimEnd('.')}; choose an address of this host, and a port that is free and that this user may open.", e);
        }
    }

    /// <summary>What the server asks for, and no listener ever reaches.</summary>
    private sealed class NoHttp : IHttpApplication<object>
    {
        public object CreateContext(IFeatureCollection contextFeatures) => throw new NotSupportedException("Mail listeners serve no HTTP.");

        public Task ProcessRequestAsync(object context) => throw new NotSupportedException("Mail listeners serve no HTTP.");

        public void DisposeContext(object context, Exception? exception)
        {
        }
    }
}
