using System.Diagnostics.CodeAnalysis;
using System.Text;
using MsgStore.Mailboxes;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir.Layout;

/// <summary>The one place where mailbox names become directories below the root, and back.</summary>
internal sealed class MailboxPathEncoder
{
    private readonly TemplateLevel[] _levels;
    private readonly string _domain;

    /// <summary>Takes checked options.</summary>
    public MailboxPathEncoder(MaildirOptions options)
    {
        if (FindFault(options) is { } fault)
            throw new ArgumentException(fault, nameof(options));
        _levels = [.. Split(options).Select(TemplateLevel.TryParse).OfType<TemplateLevel>()];
        _domain = options.Domain;
    }

    /// <summary>Levels between the root and a mailbox.</summary>
    public int Depth => _levels.Length;

    /// <summary>What is wrong with the template, the subdirectory or the domain; null where nothing is.</summary>
    public static string? FindFault(MaildirOptions options)
    {
        var levels = Split(options).Select(TemplateLevel.TryParse).ToList();
        if (levels.Contains(null))
            return $"PathTemplate '{options.PathTemplate}' with MaildirSubdirectory '{options.MaildirSubdirectory}': each level is text or one of {{localpart}}, {{domain}}, {{email}} with text around it; no level is empty, '.' or '..'.";
        if (Split(options).FirstOrDefault(level => level.StartsWith(MailboxVerbs.HiddenPrefix, StringComparison.Ordinal)) is { } own)
            return $"PathTemplate '{options.PathTemplate}' with MaildirSubdirectory '{options.MaildirSubdirectory}': '{own}' begins with '{MailboxVerbs.HiddenPrefix}', which is for the store's own folders; choose another name.";
        var values = levels.OfType<TemplateLevel>().Select(level => level.Value).ToList();
        if (!values.Contains("localpart") && !values.Contains("email"))
            return $"PathTemplate '{options.PathTemplate}' has to hold {{localpart}} or {{email}}, or all mailboxes were one.";
        var namesDomain = values.Contains("domain") || values.Contains("email");
        if (namesDomain ? options.Domain.Length > 0 : !MailboxName.TryCanonicalizeDomain(options.Domain, out _))
            return $"Domain '{options.Domain}' has to name the one domain where PathTemplate '{options.PathTemplate}' does not, and only there.";
        return null;
    }

    /// <summary>The directories from the root down to a mailbox.</summary>
    /// <exception cref="MsgStoreException">PathTraversal, InvalidAddress, RecipientNotFound: this store cannot hold such a mailbox.</exception>
    public string[] Encode(MailboxName mailbox)
    {
        if (_domain.Length > 0 && !mailbox.Domain.Equals(_domain, StringComparison.OrdinalIgnoreCase))
            throw new MsgStoreException(StoreError.RecipientNotFound, $"This store holds mailboxes of {_domain} only.");
        var levels = new string[_levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var text = _levels[i].Before + ValueOf(_levels[i].Value, mailbox) + _levels[i].After;
            if (text is "" or "." or ".." || text.AsSpan().IndexOfAny('/', '\0') >= 0)
                throw new MsgStoreException(StoreError.PathTraversal, "A mailbox's name would have left its directory.");
            if (text.StartsWith(MailboxVerbs.HiddenPrefix, StringComparison.Ordinal))
                throw new MsgStoreException(StoreError.InvalidAddress, "A mailbox's directory would have a name of the store's own.");
            levels[i] = OctetName.FromText(text);
            if (levels[i].Length > OctetName.MaxOctets)
                throw new MsgStoreException(StoreError.InvalidAddress, "A mailbox's name is longer than a directory's may be.");
        }
        return levels;
    }

    /// <summary>The mailbox whose directories these are.</summary>
    public bool TryDecode(IReadOnlyList<string> directories, [NotNullWhen(true)] out MailboxName? mailbox)
    {
        mailbox = null;
        string? localPart = null;
        var domain = _domain;
        for (var i = 0; i < _levels.Length; i++)
        {
            if (Match(i, directories[i]) is not { } value)
                return false;
            var at = value.LastIndexOf('@');
            if (_levels[i].Value == "email" && at <= 0)
                return false;
            (localPart, domain) = _levels[i].Value switch
            {
                "localpart" => (value, domain),
                "domain" => (localPart, value),
                "email" => (value[..at], value[(at + 1)..]),
                _ => (localPart, domain),
            };
        }
        // Only what encodes to these very directories is a mailbox; folding decides nothing here.
        return localPart != null
            && MailboxName.TryCreate(localPart, domain, LocalPartFolding.Exact, out mailbox)
            && Encode(mailbox).AsSpan().SequenceEqual([.. directories]);
    }

    /// <summary>Whether a directory can be the n-th level of some mailbox.</summary>
    public bool Fits(int level, string directory) => Match(level, directory) != null;

    private static string[] Split(MaildirOptions options) =>
        (options.MaildirSubdirectory.Length == 0 ? options.PathTemplate : $"{options.PathTemplate}/{options.MaildirSubdirectory}").Split('/');

    private static string ValueOf(string value, MailboxName mailbox) => value switch
    {
        "localpart" => mailbox.LocalPart,
        "domain" => mailbox.Domain,
        "email" => mailbox.ToString(),
        _ => "",
    };

    private string? Match(int level, string directory)
    {
        var octets = Encoding.Latin1.GetBytes(directory);
        return System.Text.Unicode.Utf8.IsValid(octets) ? _levels[level].Match(Encoding.UTF8.GetString(octets)) : null;
    }
}
