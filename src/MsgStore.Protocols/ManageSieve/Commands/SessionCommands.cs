using System.Globalization;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.ManageSieve.Commands;

/// <summary>What is about the session, not about scripts.</summary>
internal static class SessionCommands
{
    private static readonly ManageSieveReply NoTls = ManageSieveReply.No("TLS is not offered, or already there");
    private static readonly ManageSieveReply TlsUnavailable = ManageSieveReply.No("TLS cannot be offered now", "TRYLATER");
    private static readonly byte[] GoAhead = "OK \"Begin TLS\"\r\n"u8.ToArray();
    private static readonly ManageSieveReply Pipelined = ManageSieveReply.Bye("Nothing may follow STARTTLS before its reply");

    /// <summary>Writes the capabilities (§1.7), which greeting, CAPABILITY and the end of STARTTLS show.</summary>
    public static void WriteCapabilities(ManageSieveContext context)
    {
        var checker = context.Services.Checker;
        Write(context, "IMPLEMENTATION", "MsgStore");
        // Empty only where STARTTLS comes first (RFC 5804 §1.7), so that it stays after the login.
        Write(context, "SASL", context.OffersLogin ? "PLAIN" : "");
        Write(context, "SIEVE", string.Join(' ', checker.Extensions));
        if (checker.NotifyMethods.Count > 0)
            Write(context, "NOTIFY", string.Join(' ', checker.NotifyMethods));
        if (checker.ListSchemes.Count > 0)
            Write(context, "EXTLISTS", string.Join(' ', checker.ListSchemes));
        Write(context, "MAXREDIRECTS", checker.MaxRedirects.ToString(CultureInfo.InvariantCulture));
        if (context is { OffersTls: true, User: null })
            context.Connection.Write("\"STARTTLS\"\r\n"u8);
        context.Connection.Write("\"UNAUTHENTICATE\"\r\n"u8);
        if (context.User is { } user)
            Write(context, "OWNER", user.Name);
        Write(context, "VERSION", "1.0");
    }

    public static ValueTask<ManageSieveReply?> CapabilityAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken)
    {
        WriteCapabilities(context);
        return new(ManageSieveReplies.Done);
    }

    /// <summary>STARTTLS (§2.2): the capabilities come again, under TLS.</summary>
    public static async ValueTask<ManageSieveReply?> StartTlsAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken)
    {
        if (!context.OffersTls || context.Services.Tls is not { } tls)
            return NoTls;

        var result = await TlsUpgrade.RunAsync(context.Connection, tls, GoAhead, context.Facts, context.Services.Logger, cancellationToken).ConfigureAwait(false);
        if (result != TlsUpgradeResult.Started)
            return result == TlsUpgradeResult.Pipelined ? Pipelined : result == TlsUpgradeResult.Unavailable ? TlsUnavailable : null;

        WriteCapabilities(context);
        return ManageSieveReply.Ok("TLS is on");
    }

    public static ValueTask<ManageSieveReply?> LogoutAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken) =>
        new(ManageSieveReply.Goodbye);

    /// <summary>NOOP (§2.13), which gives its argument back.</summary>
    public static ValueTask<ManageSieveReply?> NoopAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken)
    {
        if (request.Arguments.Count == 0)
            return new(ManageSieveReplies.Done);
        if (request.Text(0) is not { } tag || tag.Length > 128 || tag.Any(char.IsControl))
            return new(ManageSieveReplies.BadArguments);
        return new(ManageSieveReply.Ok("Done", "TAG " + System.Text.Encoding.UTF8.GetString(ManageSieveReply.Quote(tag))));
    }

    public static ValueTask<ManageSieveReply?> UnauthenticateAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken)
    {
        context.Enter(null);
        return new(ManageSieveReplies.Done);
    }

    private static void Write(ManageSieveContext context, string name, string value) =>
        context.Connection.Write([(byte)'"', .. System.Text.Encoding.ASCII.GetBytes(name), (byte)'"', (byte)' ', .. ManageSieveReply.Quote(value), .. "\r\n"u8]);
}
