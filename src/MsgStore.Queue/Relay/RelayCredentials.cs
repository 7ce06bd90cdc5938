namespace MsgStore.Queue.Relay;

/// <summary>What a client logs in with at a smarthost (RFC 4954).</summary>
/// <param name="username">The name.</param>
/// <param name="password">The password. Never logged and in no text of this object.</param>
public sealed class RelayCredentials(string username, string password)
{
    /// <summary>The name.</summary>
    public string Username { get; } = username;

    /// <summary>The password.</summary>
    public string Password { get; } = password;

    /// <summary>The name, without the password.</summary>
    public override string ToString() => Username;
}
