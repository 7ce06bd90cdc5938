using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MsgStore.Accounts.Configuration;
using MsgStore.Accounts.Files;
using MsgStore.Mailboxes;
using MsgStore.Posix;

namespace MsgStore.Accounts.Domains;

/// <summary>
/// The domain tree on disk. A folder named after a domain is a domain here if it holds a <c>config.json</c>, or <c>domains.json</c> names it,
/// or the root has a <c>config.json</c> with what all have in common.
/// </summary>
/// <remarks>Safe for concurrent use. Files that cannot be read are <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/> or <see cref="AccountConfigurationException"/>.</remarks>
internal sealed class DomainTree
{
    public const string SettingsFile = "config.json";
    public const string DomainsFile = "domains.json";
    public const string PasswdFile = "passwd";
    public const string UserForwardsFolder = "user_forwards";

    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WatchedFile<PartialSettings> _base;
    private readonly WatchedFile<ImmutableDictionary<string, PartialSettings>> _domains;
    private readonly ConcurrentDictionary<string, DomainFiles> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (Sources Sources, DomainSettings Settings)> _merged = new(StringComparer.Ordinal);

    public DomainTree(string root, TimeProvider time, ILogger logger)
    {
        _root = root;
        _time = time;
        _logger = logger;
        var report = DomainFiles.Reporter(logger);
        _base = new(Path.Combine(root, SettingsFile), time, new SettingsReader(SettingsFile).ReadSettings, report);
        _domains = new(Path.Combine(root, DomainsFile), time, new SettingsReader(DomainsFile).ReadDomains, report);
    }

    /// <summary>Finds a domain.</summary>
    /// <param name="domain">A domain name in any spelling.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><see langword="null"/> where it is not served here.</returns>
    public async ValueTask<DomainView?> FindAsync(string domain, CancellationToken cancellationToken)
    {
        // A canonical name has no slash and no empty label, so it leads to no other place.
        if (!MailboxName.TryCanonicalizeDomain(domain, out var name))
            return null;
        var folder = Path.Combine(_root, name);
        if (!Exists(folder))
        {
            _known.TryRemove(name, out _);
            return null;
        }
        var defaults = await _base.GetAsync(cancellationToken).ConfigureAwait(false);
        var overrides = (await _domains.GetAsync(cancellationToken).ConfigureAwait(false)).GetValueOrDefault(name);
        if (overrides is null && !File.Exists(Path.Combine(_root, SettingsFile)) && !File.Exists(Path.Combine(folder, SettingsFile)))
            return null;
        var files = _known.GetOrAdd(name, added => new DomainFiles(folder, added, _time, _logger));
        var own = await files.ReadSettingsAsync(cancellationToken).ConfigureAwait(false);
        var passwd = await files.ReadPasswdAsync(cancellationToken).ConfigureAwait(false);
        return View(files, new Sources(defaults, overrides ?? PartialSettings.Silent, own), passwd);
    }

    /// <summary>The names of all domains, in order.</summary>
    public async ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        if (Directory.Exists(_root))
            foreach (var name in Directory.EnumerateDirectories(_root).Select(folder => Path.GetFileName(folder)))
                if (MailboxName.TryCanonicalizeDomain(name, out var canonical) && canonical == name
                    && await FindAsync(name, cancellationToken).ConfigureAwait(false) is not null)
                    names.Add(name);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private DomainView View(DomainFiles files, Sources sources, PasswdFile passwd)
    {
        // Files that did not change are the same objects, so what was merged from them still holds.
        if (!_merged.TryGetValue(files.Name, out var merged) || !merged.Sources.AreSame(sources))
            _merged[files.Name] = merged = (sources, PartialSettings.Merge(sources.Defaults, sources.Overrides, sources.Own));
        return new DomainView(files.Name, merged.Settings, passwd, files.Forwards);
    }

    private static bool Exists(string folder) => FileStamp.Of(folder) is not null && Directory.Exists(folder);

    private sealed record Sources(PartialSettings Defaults, PartialSettings Overrides, PartialSettings Own)
    {
        public bool AreSame(Sources other) =>
            ReferenceEquals(Defaults, other.Defaults) && ReferenceEquals(Overrides, other.Overrides) && ReferenceEquals(Own, other.Own);
    }
}
