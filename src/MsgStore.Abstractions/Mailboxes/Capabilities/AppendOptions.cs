namespace MsgStore.Mailboxes.Capabilities;

/// <summary>What an appended message carries (APPEND, RFC 9051 §6.3.12).</summary>
public sealed record AppendOptions
{
    /// <summary>System flags.</summary>
    public MessageFlags Flags { get; init; }

    /// <summary>Keywords.</summary>
    public KeywordSet Keywords { get; init; } = KeywordSet.Empty;

    /// <summary>The internal date; <see langword="null"/> means now.</summary>
    public DateTimeOffset? InternalDate { get; init; }

    /// <summary>The UID it had elsewhere, for migrations: kept where it is not below UIDNEXT, else a new one is given.</summary>
    public uint? Uid { get; init; }

    /// <summary>How the content is sealed; <see langword="null"/> for plaintext. Set by decrypting layers only.</summary>
    public EncryptionInfo? Encryption { get; init; }
}
