namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>What differs from two plaintext users on Maildirs.</summary>
internal sealed record MailServersOptions
{
    public IReadOnlyList<string> FurtherUsers { get; init; } = [];

    /// <summary>Users who get keys; each of the users there are anyway, or of the further ones.</summary>
    public IReadOnlyList<string> KeyedUsers { get; init; } = [];

    /// <summary>The kind of store.</summary>
    public string Store { get; init; } = "maildir";

    /// <summary>The members of section Queue beside its root; <see langword="null"/> for no queue.</summary>
    public string? Queue { get; init; }

    /// <summary>Where scripts are kept, <c>files</c> or <c>sqlite</c>; <see langword="null"/> for no Sieve.</summary>
    public string? Sieve { get; init; }

    /// <summary>Settings that stand above the configuration file, as <c>Smtp:Listeners:smtp:MaxConnections</c> and its value.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>What a configuration says to choose it, with a comma behind it; nothing for Maildirs.</summary>
    public string StoreSettings => Store == "maildir" ? "" : $"\"Type\": \"{Store}\", ";
}
