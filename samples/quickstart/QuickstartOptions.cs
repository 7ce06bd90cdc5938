namespace MsgStore.Samples.Quickstart;

/// <summary>What the command line asked for.</summary>
internal sealed record QuickstartOptions
{
    public required DirectoryInfo Root { get; init; }

    /// <summary>maildir or memory.</summary>
    public required string Store { get; init; }

    /// <summary>Ports by listener: smtp and pop3 always, lmtp, submission, smtps, pop3s and managesieve where they were asked for.</summary>
    public required IReadOnlyDictionary<string, int> Ports { get; init; }

    /// <summary>Whether users have keys, and mail is sealed for them.</summary>
    public bool Encrypt { get; init; }

    /// <summary>Where users' mail for other domains goes: <c>mx</c>, or host and port of a smarthost; <see langword="null"/> where they may send none.</summary>
    public string? Relay { get; init; }

    /// <summary>Mailbox names with their passwords.</summary>
    public required IReadOnlyDictionary<string, string> Users { get; init; }
}
