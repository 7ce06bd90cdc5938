using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts;

/// <summary>
/// Users, aliases and domains given in code: for tests, the quickstart, and applications with a handful of machine accounts. Passwords are
/// held as keyed hashes of this process and compared in fixed time. An address <c>postmaster</c> of a served domain that nobody
/// claims goes to the domain's first user (RFC 5321 §4.5.1).
/// </summary>
public sealed class InMemoryAccounts : IAuthProvider, IRecipientDirectory
{
    private readonly byte[] _hashKey = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<MailboxName, byte[]> _users = [];
    private readonly Dictionary<MailboxName, IReadOnlyList<EmailAddress>> _aliases = [];
    private readonly Dictionary<string, MailboxName?> _domains = [];
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
            _domains.TryAdd(MailboxName.TryCanonicalizeDomain(domain, out var canonical)
                ? canonical : throw new FormatException($"'{domain}' is not a domain name."), null);
        foreach (var (alias, targets) in accounts.Aliases)
            AddAlias(MailboxName.Parse(alias), targets);
    }

    /// <inheritdoc/>
    public ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
    {
        var given = Hash(request.Secret.Span);
        AuthResult result = new AuthResult.Denied(AuthDenial.InvalidCredentials);
        if (MailboxName.TryParse(request.Username, out var name))
        {
            var (user, detail) = SplitUser(name);
            var expected = _users.GetValueOrDefault(user) ?? RandomNumberGenerator.GetBytes(given.Length);
            if (CryptographicOperations.FixedTimeEquals(given, expected))
                result = new AuthResult.Success(new User(user.ToString(), user) { Detail = detail });
        }
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
            return new RecipientStatus.Remote();
        if (Find(address.LocalPart, domain, null) is { } whole)
            return whole;
        if (_delimiter is { } delimiter && address.LocalPart.IndexOf(delimiter, StringComparison.Ordinal) is > 0 and var at
            && Find(address.LocalPart[..at], domain, address.LocalPart[(at + 1)..]) is { } split)
            return split;
        return first is not null && address.LocalPart.Equals("postmaster", StringComparison.OrdinalIgnoreCase)
            ? new RecipientStatus.Local(first)
            : new RecipientStatus.Unknown();
    }

    private RecipientStatus? Find(string localPart, string domain, string? detail)
    {
        if (!MailboxName.TryCreate(localPart, domain, LocalPartFolding.LowerCase, out var name))
            return null;
        if (_aliases.TryGetValue(name, out var targets))
            return new RecipientStatus.Alias([.. targets]);
        return _users.ContainsKey(name) ? new RecipientStatus.Local(name, string.IsNullOrEmpty(detail) ? null : detail) : null;
    }

    private (MailboxName User, string? Detail) SplitUser(MailboxName name) =>
        !_users.ContainsKey(name) && _delimiter is { } delimiter && name.LocalPart.IndexOf(delimiter, StringComparison.Ordinal) is > 0 and var at
        && MailboxName.TryCreate(name.LocalPart[..at], name.Domain, LocalPartFolding.LowerCase, out var user)
            ? (user, name.LocalPart[(at + 1)..])
            : (name, null);

    private void AddAlias(MailboxName alias, IReadOnlyList<EmailAddress> targets)
    {
        if (targets.Count == 0)
            throw new FormatException($"The alias {alias} has no target.");
        _domains.TryAdd(alias.Domain, null);
        _aliases[alias] = targets;
    }

    private byte[] Hash(ReadOnlySpan<byte> password) => HMACSHA256.HashData(_hashKey, password);
}
