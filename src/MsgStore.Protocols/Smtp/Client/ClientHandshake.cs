using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>From the open connection to the first MAIL: greeting, EHLO, TLS, AUTH.</summary>
internal sealed class ClientHandshake(ClientWire wire, SmtpServerAddress server, SmtpClientOptions options)
{
    private const int MaxInitialResponse = 480;

    private bool _isVerified;

    /// <summary>Runs it.</summary>
    /// <returns>What the server offers in the end.</returns>
    /// <exception cref="SmtpClientException">The server cannot be used.</exception>
    public async ValueTask<SmtpCapabilities> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Tls == SmtpTlsMode.Implicit)
            await SecureAsync(cancellationToken).ConfigureAwait(false);
        Expect(SmtpPhase.Greeting, await wire.ReadAsync(options.Timeouts.Greeting, cancellationToken).ConfigureAwait(false));
        var capabilities = await HelloAsync(cancellationToken).ConfigureAwait(false);
        if (options.Tls == SmtpTlsMode.StartTls || (options.Tls == SmtpTlsMode.StartTlsIfOffered && capabilities.HasStartTls))
            capabilities = await StartTlsAsync(capabilities, cancellationToken).ConfigureAwait(false);
        if (options.Credentials is { } credentials)
            await AuthenticateAsync(credentials, capabilities, cancellationToken).ConfigureAwait(false);
        return capabilities;
    }

    private async ValueTask<SmtpCapabilities> HelloAsync(CancellationToken cancellationToken)
    {
        var verb = options.IsLmtp ? "LHLO" : "EHLO";
        var reply = await wire.AskAsync($"{verb} {options.HostName}", options.Timeouts.Command, cancellationToken).ConfigureAwait(false);
        if (reply is { IsSuccess: true })
            return SmtpCapabilities.Read(reply);

        // A server of RFC 821 does not know EHLO (RFC 5321 §3.2).
        if (reply is { Code: 500 or 501 or 502 or 504 } && !options.IsLmtp)
            reply = await wire.AskAsync($"HELO {options.HostName}", options.Timeouts.Command, cancellationToken).ConfigureAwait(false);
        Expect(SmtpPhase.Hello, reply);
        return SmtpCapabilities.None;
    }

    private async ValueTask<SmtpCapabilities> StartTlsAsync(SmtpCapabilities capabilities, CancellationToken cancellationToken)
    {
        if (!capabilities.HasStartTls)
            throw Failure(SmtpPhase.Tls, new EnhancedStatusCode(4, 7, 10), "offers no STARTTLS, which is required");
        Expect(SmtpPhase.Tls, await wire.AskAsync("STARTTLS", options.Timeouts.Command, cancellationToken).ConfigureAwait(false));

        // What came before the handshake is anybody's; taken for replies after it, it would pass for the server's (RFC 3207 §6).
        if (wire.Connection.HasBufferedInput())
            throw Failure(SmtpPhase.Tls, new EnhancedStatusCode(4, 7, 5), "sent something between its reply to STARTTLS and the handshake");
        await SecureAsync(cancellationToken).ConfigureAwait(false);
        return await HelloAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SecureAsync(CancellationToken cancellationToken)
    {
        wire.Connection.Patience = options.Timeouts.Greeting;
        if (await wire.Connection.StartTlsAsync(TlsOptions(), cancellationToken).ConfigureAwait(false) is not { } failure)
        {
            wire.Transcript.Happened("TLS");
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        wire.Fail("the TLS handshake failed: " + failure.Message);
        throw Failure(SmtpPhase.Tls, new EnhancedStatusCode(4, 7, 5), "did not complete the TLS handshake: " + failure.Message, failure);
    }

    private SslClientAuthenticationOptions TlsOptions()
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = server.Name };
        if (options.TrustedRoots.Count > 0)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(options.TrustedRoots);
        }

        // Opportunistic security (RFC 7435 §3): a certificate nobody vouches for is still better than no encryption.
        tls.RemoteCertificateValidationCallback = (_, _, _, errors) => (_isVerified = errors == SslPolicyErrors.None) || !options.VerifyCertificate;
        return tls;
    }

    private async ValueTask AuthenticateAsync(SmtpCredentials credentials, SmtpCapabilities capabilities, CancellationToken cancellationToken)
    {
        if (!wire.Connection.IsTls && !credentials.AllowWithoutTls)
            throw Failure(SmtpPhase.Authentication, new EnhancedStatusCode(4, 7, 11), "offers no TLS, without which the password is not sent");
        if (!_isVerified && !credentials.AllowUnverifiedTls && !credentials.AllowWithoutTls)
            throw Failure(SmtpPhase.Authentication, new EnhancedStatusCode(4, 7, 5), "shows a certificate that is not valid for its name; the password is not sent");
        ServerReply? reply;
        if (capabilities.AuthMechanisms.Contains("PLAIN"))
            reply = await PlainAsync(credentials, cancellationToken).ConfigureAwait(false);
        else if (capabilities.AuthMechanisms.Contains("LOGIN"))
            reply = await LoginAsync(credentials, cancellationToken).ConfigureAwait(false);
        else
            throw Failure(SmtpPhase.Authentication, new EnhancedStatusCode(4, 7, 4), "offers neither AUTH PLAIN nor AUTH LOGIN");
        Expect(SmtpPhase.Authentication, reply);
    }

    private async ValueTask<ServerReply?> PlainAsync(SmtpCredentials credentials, CancellationToken cancellationToken)
    {
        var response = Base64([0, .. Encoding.UTF8.GetBytes(credentials.UserName), 0, .. credentials.Secret.Span]);
        try
        {
            if (response.Length <= MaxInitialResponse)
            {
                wire.WriteSecret([.. "AUTH PLAIN "u8, .. response], "AUTH PLAIN [response]");
                return await wire.ReadAsync(options.Timeouts.Command, cancellationToken).ConfigureAwait(false);
            }

            var prompt = await wire.AskAsync("AUTH PLAIN", options.Timeouts.Command, cancellationToken).ConfigureAwait(false);
            return prompt is { IsIntermediate: true } ? await RespondAsync(response, cancellationToken).ConfigureAwait(false) : prompt;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(response);
        }
    }

    private async ValueTask<ServerReply?> LoginAsync(SmtpCredentials credentials, CancellationToken cancellationToken)
    {
        var reply = await wire.AskAsync("AUTH LOGIN", options.Timeouts.Command, cancellationToken).ConfigureAwait(false);
        if (reply is not { IsIntermediate: true })
            return reply;
        reply = await RespondAsync(Base64(Encoding.UTF8.GetBytes(credentials.UserName)), cancellationToken).ConfigureAwait(false);
        if (reply is not { IsIntermediate: true })
            return reply;
        var secret = Base64(credentials.Secret.ToArray());
        reply = await RespondAsync(secret, cancellationToken).ConfigureAwait(false);
        CryptographicOperations.ZeroMemory(secret);
        return reply;
    }

    private ValueTask<ServerReply?> RespondAsync(byte[] response, CancellationToken cancellationToken)
    {
        wire.WriteSecret(response, "[response]");
        return wire.ReadAsync(options.Timeouts.Command, cancellationToken);
    }

    // The octets given are zeroed: they may hold the password.
    private static byte[] Base64(byte[] octets)
    {
        var text = new byte[System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(octets.Length)];
        System.Buffers.Text.Base64.EncodeToUtf8(octets, text, out _, out _);
        CryptographicOperations.ZeroMemory(octets);
        return text;
    }

    private void Expect(SmtpPhase phase, ServerReply? reply)
    {
        if (reply is { IsSuccess: true } && wire.Trouble is null)
            return;
        if (reply is null)
            throw Failure(phase, new EnhancedStatusCode(4, 4, 2), wire.Trouble ?? "did not answer");
        throw Failure(phase, reply.IsSuccess || reply.IsIntermediate ? new EnhancedStatusCode(4, 5, 0) : reply.Status, $"answered {reply}", reply: reply);
    }

    private SmtpClientException Failure(SmtpPhase phase, EnhancedStatusCode status, string what, Exception? cause = null, ServerReply? reply = null) =>
        new(phase, status, $"{server}: {what}", cause) { Reply = reply, Transcript = wire.Transcript.Take() };
}
