using System.Text;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Domains;

/// <summary>
/// A passwd file: lines <c>user:hash[:mailbox[:uid]]</c>. Lines are trimmed; empty ones, comments (<c>#</c>) and those without a colon are
/// passed over. Of two lines for one user the last counts. A file that does not exist has no users.
/// </summary>
internal sealed class PasswdFile
{
    private readonly Dictionary<string, PasswdEntry> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PasswdEntry> _folded = new(StringComparer.Ordinal);

    private PasswdFile()
    {
    }

    /// <summary>The user of the first line.</summary>
    public PasswdEntry? First { get; private set; }

    /// <summary>Lines that look like users and name no mailbox a store could hold.</summary>
    public int BadLines { get; private set; }

    /// <summary>The hash strings of all users.</summary>
    public string[] Hashes { get; private set; } = [];

    /// <summary>All users, as written.</summary>
    public IEnumerable<PasswdEntry> Users => _exact.Values;

    /// <summary>Reads a file. Any octets will do.</summary>
    /// <param name="octets">The file; <see langword="null"/> where there is none.</param>
    public static PasswdFile Parse(byte[]? octets)
    {
        var file = new PasswdFile();
        foreach (var line in new LineReader(octets))
            file.Add(line);
        if (file.First is { } first)
            file.First = file._exact[first.User];
        file.Hashes = [.. file._exact.Values.Select(user => user.Hash)];
        return file;
    }

    /// <summary>Reads one line.</summary>
    /// <returns>Its fields, user and hash at least; <see langword="null"/> where it is no user's.</returns>
    public static string[]? ReadFields(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line).Trim();
        return text.Length == 0 || text[0] == '#' || text.Split(':', 4) is not { Length: >= 2 } fields || fields[0].Length == 0 ? null : fields;
    }

    /// <summary>The one spelling of names that count as the same, folded as <see cref="MailboxName"/> folds them.</summary>
    public static string Fold(string localPart, LocalPartFolding folding) =>
        folding == LocalPartFolding.LowerCase ? localPart.ToLowerInvariant() : localPart;

    /// <summary>Finds a user.</summary>
    public PasswdEntry? Find(string localPart, LocalPartFolding folding) =>
        (folding == LocalPartFolding.LowerCase ? _folded : _exact).GetValueOrDefault(Fold(localPart, folding));

    private void Add(ReadOnlySpan<byte> line)
    {
        if (ReadFields(line) is not { } fields)
            return;
        var mailbox = fields.Length > 2 && fields[2].Length > 0 ? fields[2] : fields[0];
        if (!IsLocalPart(fields[0]) || !IsLocalPart(mailbox))
        {
            BadLines++;
            return;
        }
        var entry = new PasswdEntry(fields[0], fields[1], mailbox);
        First ??= entry;
        _exact[entry.User] = entry;
        _folded[entry.User.ToLowerInvariant()] = entry;
    }

    // Some letters are longer in lower case, and whether names are folded is the domain's affair.
    private static bool IsLocalPart(string text) =>
        MailboxName.TryCreate(text, "example.com", LocalPartFolding.Exact, out _) && MailboxName.TryCreate(text, "example.com", LocalPartFolding.LowerCase, out _);
}
