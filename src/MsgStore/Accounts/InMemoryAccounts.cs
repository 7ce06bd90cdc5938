using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts;

/// <summary>
/// Users, aliases and domains given in code: for tests, the quickstart, and applications with a handful of machine accounts. Passwords are
/// held as keyed hashes of this process and compared in fixed time. An address <c>postmaster</c> of a served domain that nobody
/// claims goes to the domain's first user (RFC 5321 §4.5.1), any other to the domain's catch-all, where it has one.
/// </summary>
public sealed class InMemoryAccounts : IAuthProvider, IRecipientDirectory
{
    private const string EveryDomain = "*";

    private readonly byte[] _hashKey = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<MailboxName, byte[]> _users = [];
    private readonly Dictionary<MailboxName, IReadOnlyList<EmailAddress>> _aliases = [];
    private readonly Dictionary<string, MailboxName?> _domains = [];
    private readonly Dictionary<string, EmailAddress> _catchAll = [];
    private readonly char? _delimiter;

    /// <summary>Takes the accounts over.</summary>
    /// <exception cref="FormatException">A name is none.</exception>
    public InMemoryAccounts(IOptions<InMemoryAccountsOptions> options)
    {
        var accounts = options.Value;
        _delimiter = accounts.SubaddressDelimiter;
        foreach (var (user, password) in accounts.Users)
        {
            var name = MailboxName.Parse(user);
            _users[name] = Hash(Encoding.UTF8.GetBytes(password));
            if (_domains.GetValueOrDefault(name.Domain) is null)
                _domains[name.Domain] = name;
        }
        foreach (var domain in accounts.Domains)
            _domains.TryAdd(Canonical(domain), null);
        foreach (var (alias, targets) in accounts.Aliases)
            AddAlias(MailboxName.Parse(alias), targets);
        foreach (var (domain, target) in accounts.CatchAll)
            AddCatchAll(domain, target);
    }

    /// <inheritdoc/>
    public ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
    {
        var given = Hash(request.Secret.Span);
        AuthResult result = new AuthResult.Denied(AuthDenial.InvalidCredentials);
        // As long for a name that nobody has.
        var (user, detail) = FindUser(request.Username);
        var expected = user is null ? RandomNumberGenerator.GetBytes(given.Length) : _users[user];
        if (CryptographicOperations.FixedTimeEquals(given, expected) && user is not null)
            result = new AuthResult.Success(new User(user.ToString(), user) { Detail = detail });
        return ValueTask.FromResult(result);
    }

    /// <inheritdoc/>
    public ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default) => ValueTask.FromResult(Resolve(address));

    /// <summary>The postmaster of the first domain in the order of their names that has one.</summary>
    public ValueTask<EmailAddress?> FindPostmasterAsync(CancellationToken cancellationToken = default)
    {
        foreach (var domain in _domains.Keys.Order(StringComparer.Ordinal))
            if (EmailAddress.TryCreate("postmaster", domain, out var postmaster) && Resolve(postmaster) is RecipientStatus.Local or RecipientStatus.Alias)
                return ValueTask.FromResult<EmailAddress?>(postmaster);
        return ValueTask.FromResult<EmailAddress?>(null);
    }

    private RecipientStatus Resolve(EmailAddress address)
    {
        if (!MailboxName.TryCanonicalizeDomain(address.Domain, out var domain) || !_domains.TryGetValue(domain, out var first))
            return _catchAll.TryGetValue(EveryDomain, out var everything) ? Caught(everything) : new RecipientStatus.Remote();
        foreach (var (localPart, detail) in Subaddress.Readings(address.LocalPart, _delimiter))
            if (Find(localPart, domain, detail) is { } found)
                return found;
        if (first is not null && address.LocalPart.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
            return new RecipientStatus.Local(first);
        return _catchAll.TryGetValue(domain, out var target) || _catchAll.TryGetValue(EveryDomain, out target) ? Caught(target) : new RecipientStatus.Unknown();
    }

    private RecipientStatus Caught(EmailAddress target) =>
        MailboxName.TryCreate(target, out var name) && _users.ContainsKey(name) && !_aliases.ContainsKey(name)
            ? new RecipientStatus.Local(name)
            : new RecipientStatus.Alias([target]);

    private RecipientStatus? Find(string localPart, string domain, string? detail)
    {
        if (!MailboxName.TryCreate(localPart, domain, LocalPartFolding.LowerCase, out var name))
            return null;
        if (_aliases.TryGetValue(name, out var targets))
            return new RecipientStatus.Alias([.. targets]) { Owner = _users.ContainsKey(name) ? name : null };
        return _users.ContainsKey(name) ? new RecipientStatus.Local(name, detail) : null;
    }

    private (MailboxName? User, string? Detail) FindUser(string userName)
    {
        var at = userName.LastIndexOf('@');
        if (at <= 0)
            return default;
        foreach (var (localPart, detail) in Subaddress.Readings(userName[..at], _delimiter))
            if (MailboxName.TryCreate(localPart, userName[(at + 1)..], LocalPartFolding.LowerCase, out var user) && _users.ContainsKey(user))
                return (user, detail);
        return default;
    }

    private void AddAlias(MailboxName alias, IReadOnlyList<EmailAddress> targets)
    {
        if (targets.Count == 0)
            throw new FormatException($"The alias {alias} has no target.");
        _domains.TryAdd(alias.Domain, null);
        _aliases[alias] = targets;
    }

    private void AddCatchAll(string domain, EmailAddress target)
    {
        // An address that leads back to the catch-all would go round for ever.
        if (!MailboxName.TryCreate(target, out var name) || (!_users.ContainsKey(name) && !_aliases.ContainsKey(name) && (domain == EveryDomain || _domains.ContainsKey(name.Domain))))
            throw new FormatException($"The catch-all of '{domain}' leads to {target}, whom nobody knows here; name a user, an alias, or an address elsewhere.");
        var key = domain == EveryDomain ? domain : Canonical(domain);
        _catchAll[key] = target;
        if (key != EveryDomain)
            _domains.TryAdd(key, null);
    }

    private static string Canonical(string domain) => MailboxName.TryCanonicalizeDomain(domain, out var canonical)
        ? canonical : throw new FormatException($"'{domain}' is not a domain name.");

    private byte[] Hash(ReadOnlySpan<byte> password) => HMACSHA256.HashData(_hashKey, password);
}
