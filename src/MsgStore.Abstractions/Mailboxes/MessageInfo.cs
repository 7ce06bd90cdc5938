namespace MsgStore.Mailboxes;

/// <summary>What a session knows of a message without opening it.</summary>
public sealed record MessageInfo
{
    /// <summary>Its key.</summary>
    public required MessageKey Key { get; init; }

    /// <summary>Its UID (RFC 9051 §2.3.1.1), given at the first open that showed the message.</summary>
    public required uint Uid { get; init; }

    /// <summary>Octets that <see cref="IMailboxSession.RetrieveAsync"/> yields: plaintext with CRLF line ends.</summary>
    public required long WireSize { get; init; }

    /// <summary>Octets it occupies in the store; differs from <see cref="WireSize"/> for sealed mail and foreign line ends.</summary>
    public required long StoredSize { get; init; }

    /// <summary>System flags.</summary>
    public MessageFlags Flags { get; init; }

    /// <summary>Keywords.</summary>
    public KeywordSet Keywords { get; init; } = KeywordSet.Empty;

    /// <summary>When it was received, or the date given at append (RFC 9051 §2.3.3), to the second.</summary>
    public required DateTimeOffset InternalDate { get; init; }

    /// <summary>Grows with every change of the message (RFC 7162 §3.1); 1 or more.</summary>
    public long ModSeq { get; init; } = 1;

    /// <summary>How it is sealed; <see langword="null"/> for plaintext.</summary>
    public EncryptionInfo? Encryption { get; init; }
}
