using System.Net;

namespace MsgStore.Accounts;

/// <summary>A login attempt. A class without text form, so that no log can print the secret.</summary>
public sealed class AuthRequest
{
    /// <summary>The SASL mechanism, or <c>USER</c> for POP3's USER and PASS.</summary>
    public required string Mechanism { get; init; }

    /// <summary>The name as the client gave it (authentication identity, RFC 4616 §2).</summary>
    public required string Username { get; init; }

    /// <summary>Whom the client asks to act as (authorization identity, RFC 4616 §2); <see langword="null"/> where it does not say.</summary>
    public string? AuthorizationIdentity { get; init; }

    /// <summary>The password in UTF-8. The caller zeroes it after the call; whoever needs it longer copies it into memory of their own.</summary>
    public required ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>The client's address; <see langword="null"/> for a local pipe.</summary>
    public IPAddress? ClientIP { get; init; }

    /// <summary>The protocol, as <c>smtp</c> or <c>pop3</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Whether the connection is under TLS.</summary>
    public bool IsTls { get; init; }

    /// <summary>Whether the user's keys are to be unlocked: true where mail is read, false for submission.</summary>
    public bool UnlockKeys { get; init; }

    /// <summary>
    /// Whether the one who logged in is whom the client asks to act as. Nobody may act for another, and the same user has more than one name: as they
    /// gave it to log in, the canonical one, and that without its domain.
    /// </summary>
    /// <param name="user">Whose password it was.</param>
    public bool AsksFor(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return AuthorizationIdentity is not { } asked
            || IsSame(asked, Username) || IsSame(asked, user.Name) || IsSame(asked, user.Mailbox.ToString()) || IsSame(asked, user.Mailbox.LocalPart);
    }

    private static bool IsSame(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
