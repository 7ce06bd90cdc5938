namespace MsgStore.Protocols.Smtp.Client;

/// <summary>Who a client says it is in AUTH (RFC 4954).</summary>
/// <remarks>
/// Sent only under TLS whose certificate was verified for the server's name, whatever <see cref="SmtpClientOptions.Tls"/> asks for: whoever can answer
/// in the server's place can leave STARTTLS out of its offers or show a certificate of their own, and would be told the password (RFC 4954 §14).
/// </remarks>
/// <param name="userName">The authentication identity.</param>
/// <param name="secret">The password in UTF-8; whoever made it zeroes it.</param>
public sealed class SmtpCredentials(string userName, ReadOnlyMemory<byte> secret)
{
    /// <summary>The authentication identity.</summary>
    public string UserName { get; } = userName;

    /// <summary>The password in UTF-8.</summary>
    public ReadOnlyMemory<byte> Secret { get; } = secret;

    /// <summary>Whether it may be sent without TLS, and so under any certificate, too. Off: such a server is refused.</summary>
    public bool AllowWithoutTls { get; init; }

    /// <summary>Whether it may be sent under TLS whose certificate nobody vouches for. Off: such a server is refused.</summary>
    public bool AllowUnverifiedTls { get; init; }

    /// <summary>The identity, without the password.</summary>
    public override string ToString() => UserName;
}
