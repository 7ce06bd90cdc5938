using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MsgStore.Hosting.Tls;
using MsgStore.Protocols;

namespace MsgStore.Hosting.Listeners;

/// <summary>Adds a listener to the server of the mail listeners.</summary>
internal interface IListenerSetup
{
    /// <summary>Adds it.</summary>
    /// <exception cref="OptionsValidationException">It cannot be what its options say.</exception>
    void Configure(KestrelServerOptions options);
}

/// <summary>Adds one listener when the host starts.</summary>
/// <typeparam name="TOptions">The kind of listener.</typeparam>
/// <param name="name">The listener's name, under which its options are configured.</param>
/// <param name="services">Where its parts come from.</param>
/// <param name="sessionOptions">The part of its options that sessions of every protocol have.</param>
/// <param name="refusal">What a client is told that finds no place.</param>
/// <param name="createSession">Makes the function that runs a session.</param>
internal sealed class ListenerSetup<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
    string name, IServiceProvider services, Func<TOptions, MailSessionOptions> sessionOptions, ReadOnlyMemory<byte> refusal,
    Func<TOptions, Func<ConnectionContext, ConnectionFacts, CancellationToken, Task<SessionEnd>>> createSession) : IListenerSetup
    where TOptions : ListenerOptions
{
    public void Configure(KestrelServerOptions options)
    {
        var listenerOptions = services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name);
        if (!listenerOptions.TryGetEndPoint(out IPEndPoint endPoint))
            throw new OptionsValidationException(name, typeof(TOptions),
                [$"The listener '{name}' has the end point '{listenerOptions.EndPoint}'; write it as 127.0.0.1:25, [::1]:25 or *:25."]);
        var certificate = services.GetRequiredService<ServerCertificate>();
        if (listenerOptions.IsImplicitTls && !certificate.IsConfigured)
            throw new OptionsValidationException(name, typeof(TOptions),
                [$"The listener '{name}' is to speak TLS from the start, and there is no certificate; set Tls:CertificateFile, or Tls:DevelopmentFolder for trying things out."]);
        var drain = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var session = sessionOptions(listenerOptions);
        var handler = new MailConnectionHandler(
            listenerOptions, session, refusal, createSession(listenerOptions), services.GetRequiredService<TimeProvider>(), drain);
        options.Listen(endPoint, listen =>
        {
            services.GetRequiredService<MailListeners>().Add(name, listen);
            // Before the handshake, so that those who never finish one are counted too.
            listen.Use(handler.Limit);
            if (listenerOptions.IsImplicitTls)
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    HandshakeTimeout = session.HandshakeTimeout,
                    OnConnection = client => ValueTask.FromResult(certificate.For(client.ClientHelloInfo.ServerName)),
                });
            listen.Run(handler.OnConnectedAsync);
        });
    }
}
