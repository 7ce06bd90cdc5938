using System.ComponentModel.DataAnnotations;

namespace MsgStore.Encryption;

/// <summary>Where keys lie.</summary>
public sealed class EncryptionOptions
{
    /// <summary>The section of a configuration that hosts read them from.</summary>
    public const string SectionName = "Encryption";

    /// <summary>
    /// The key tree, an absolute path: <c>{domain}/users/{local part}/keyring.key</c> and <c>keyring.pub</c> below it. Default: the domain tree's
    /// root, where there is one. Not needed with an <see cref="Accounts.IKeyProvider"/> of the application's own.
    /// </summary>
    public string KeyRoot { get; set; } = "";

    /// <summary>Public key files (32 octets) of the organisation, which new keyrings are recoverable with. Read by tools; servers do not need them. Default: none.</summary>
    public IList<string> RecoveryKeys { get; set; } = [];

    /// <summary>
    /// Whether a mailbox that has held sealed mail takes mail in plaintext where its key is gone, with a warning for each message. Default: false,
    /// such mail is put off (4.7.5) until there is a key, or <c>msgstore mailbox plaintext</c> says that plaintext is meant.
    /// </summary>
    public bool AllowPlaintextWhereSealed { get; set; }

    /// <summary>Messages other programs left without saying whether they are sealed, of which is remembered whether they are. Default: 100,000.</summary>
    [Range(16, 100_000_000)] public int VerdictCapacity { get; set; } = 100_000;
}
