using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Accounts.Configuration;
using MsgStore.Accounts.Domains;
using MsgStore.Encryption.Passwords;
using MsgStore.Mailboxes;
using MsgStore.Posix;
using MsgStore.Posix.Linux;

namespace MsgStore.Accounts.Administration;

/// <summary>Changes the accounts of a domain tree, beside servers that run on it and other programs that change it.</summary>
/// <remarks>
/// Safe for concurrent use. Every change is durable on return and is seen by servers within a second. Beyond
/// <see cref="AccountException"/>, files that cannot be read or written are <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/> or
/// <see cref="AccountConfigurationException"/>.
/// </remarks>
public sealed class AccountStore
{
    private const string LockFile = "passwd.lock";
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(10);

    private readonly string _root;
    private readonly PasswordHash _passwords;
    private readonly TimeProvider _time;

    /// <summary>Opens a domain tree.</summary>
    /// <param name="root">Its folder, an absolute path.</param>
    /// <param name="passwords">Hashes new passwords.</param>
    /// <param name="time">The clock; <see langword="null"/> for the system's.</param>
    /// <exception cref="ArgumentException">The path is not absolute.</exception>
    public AccountStore(string root, PasswordHash passwords, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(passwords);
        if (!Path.IsPathRooted(root))
            throw new ArgumentException($"'{root}' has to be an absolute path.", nameof(root));
        _root = root;
        _passwords = passwords;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Adds a domain: its folder with an empty <c>config.json</c>. The tree's root is made where it does not exist.</summary>
    /// <returns>The canonical domain name.</returns>
    /// <exception cref="AccountException">InvalidName, DomainExists.</exception>
    public async ValueTask<string> AddDomainAsync(string domain, CancellationToken cancellationToken = default)
    {
        var name = Canonicalize(domain);
        if (await Tree().FindAsync(name, cancellationToken).ConfigureAwait(false) is not null)
            throw new AccountException(AccountError.DomainExists, $"The domain {name} exists.");
        using var root = OwnedFolder.Make(_root);
        root.EnsureFolder(name);
        using var folder = root.OpenFolder(name);
        folder.Replace(DomainTree.SettingsFile, "{}\n"u8);
        return name;
    }

    /// <summary>Removes a domain's account files and its folder. Its mail stays where the store has it.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="withUsers">Whether to remove it although it has users.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="AccountException">DomainNotFound, DomainNotEmpty (users, or files that are not of accounts), Busy.</exception>
    public async ValueTask RemoveDomainAsync(string domain, bool withUsers = false, CancellationToken cancellationToken = default)
    {
        var view = await FindDomainAsync(domain, cancellationToken).ConfigureAwait(false);
        using var root = OwnedFolder.Open(_root);
        using (var folder = root.OpenFolder(view.Name))
        using (await LockAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            using var passwd = folder.Read(DomainTree.PasswdFile);
            if (!withUsers && PasswdFile.Parse(passwd.Octets).Users.Any())
                throw new AccountException(AccountError.DomainNotEmpty, $"The domain {view.Name} has users.");
            RemoveFiles(folder);
        }
        root.RemoveFolder(view.Name);
    }

    /// <summary>The domains, in order.</summary>
    public ValueTask<IReadOnlyList<string>> ListDomainsAsync(CancellationToken cancellationToken = default) => Tree().ListAsync(cancellationToken);

    /// <summary>Describes a domain.</summary>
    /// <exception cref="AccountException">DomainNotFound.</exception>
    public async ValueTask<DomainSummary> ShowDomainAsync(string domain, CancellationToken cancellationToken = default)
    {
        var view = await FindDomainAsync(domain, cancellationToken).ConfigureAwait(false);
        return new DomainSummary(view.Name, view.Passwd.Users.Count(), view.Settings);
    }

    /// <summary>Adds a user.</summary>
    /// <param name="address">Their full address.</param>
    /// <param name="password">Their password in UTF-8; the caller zeroes it.</param>
    /// <param name="cancellationToken">Ends the wait; what was written stays.</param>
    /// <returns>Their canonical name.</returns>
    /// <exception cref="AccountException">InvalidName, DomainNotFound, UserExists, Busy.</exception>
    public async ValueTask<MailboxName> AddUserAsync(string address, ReadOnlyMemory<byte> password, CancellationToken cancellationToken = default)
    {
        var (domain, name) = await ParseAsync(address, cancellationToken).ConfigureAwait(false);
        if (name.LocalPart[0] == '#' || domain.Readings(name.LocalPart).Count > 1)
            throw new AccountException(AccountError.InvalidName,
                $"A user's name neither begins with # nor holds the sign that begins a subaddress ({domain.Settings.SubaddressDelimiter}): {address}");
        var hash = await _passwords.HashAsync(password, cancellationToken).ConfigureAwait(false);
        await EditAsync(domain, (folder, old) =>
        {
            if (PasswdFile.Parse(old.Octets).Find(name.LocalPart, domain.Settings.Folding) is not null)
                throw new AccountException(AccountError.UserExists, $"The user {name} exists.");
            // Not appended: a server must see the file before or after, and a crash must not leave half a line.
            folder.Replace(DomainTree.PasswdFile, [.. old.Octets, .. PasswdText.NewLine(old.Octets, name.LocalPart, hash)], old).Dispose();
        }, cancellationToken).ConfigureAwait(false);
        return name;
    }

    /// <summary>Gives a user a new password. The old one is worthless when servers have looked at the file, within a second.</summary>
    /// <exception cref="AccountException">InvalidName, DomainNotFound, UserNotFound, Busy.</exception>
    public async ValueTask SetPasswordAsync(string address, ReadOnlyMemory<byte> password, CancellationToken cancellationToken = default)
    {
        var (domain, name) = await ParseAsync(address, cancellationToken).ConfigureAwait(false);
        var hash = await _passwords.HashAsync(password, cancellationToken).ConfigureAwait(false);
        await EditAsync(domain, (folder, old) =>
        {
            RequireUser(old.Octets, domain, name);
            folder.Replace(DomainTree.PasswdFile, PasswdText.WithHash(old.Octets, name.LocalPart, domain.Settings.Folding, hash), old).Dispose();
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a password is the user's.</summary>
    /// <exception cref="AccountException">InvalidName, DomainNotFound, UserNotFound.</exception>
    public async ValueTask<bool> VerifyPasswordAsync(string address, ReadOnlyMemory<byte> password, CancellationToken cancellationToken = default)
    {
        var (domain, name) = await ParseAsync(address, cancellationToken).ConfigureAwait(false);
        var user = domain.FindUser(name.LocalPart) ?? throw UserNotFound(name);
        return await _passwords.VerifyAsync(user.Hash, password, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The canonical name of an address in a domain that is served here, whether or not there is such a user.</summary>
    /// <exception cref="AccountException">InvalidName, DomainNotFound.</exception>
    public async ValueTask<MailboxName> NameAsync(string address, CancellationToken cancellationToken = default) =>
        (await ParseAsync(address, cancellationToken).ConfigureAwait(false)).Name;

    /// <summary>Removes a user from the passwd file. Their mail and their forward file stay.</summary>
    /// <exception cref="AccountException">InvalidName, DomainNotFound, UserNotFound, Busy.</exception>
    public async ValueTask RemoveUserAsync(string address, CancellationToken cancellationToken = default)
    {
        var (domain, name) = await ParseAsync(address, cancellationToken).ConfigureAwait(false);
        await EditAsync(domain, (folder, old) =>
        {
            RequireUser(old.Octets, domain, name);
            folder.Replace(DomainTree.PasswdFile, PasswdText.Without(old.Octets, name.LocalPart, domain.Settings.Folding), old).Dispose();
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The users of a domain, in order.</summary>
    /// <exception cref="AccountException">DomainNotFound.</exception>
    public async ValueTask<IReadOnlyList<AccountSummary>> ListUsersAsync(string domain, CancellationToken cancellationToken = default)
    {
        var view = await FindDomainAsync(domain, cancellationToken).ConfigureAwait(false);
        var users = new List<AccountSummary>();
        foreach (var name in view.Passwd.Users.Select(user => view.NameOf(user.User)).OfType<MailboxName>().Distinct())
            users.Add(await DescribeAsync(view, name, cancellationToken).ConfigureAwait(false));
        users.Sort((a, b) => string.CompareOrdinal(a.Name.LocalPart, b.Name.LocalPart));
        return users;
    }

    /// <summary>Describes a user.</summary>
    /// <exception cref="AccountException">InvalidName, DomainNotFound, UserNotFound.</exception>
    public async ValueTask<AccountSummary> ShowUserAsync(string address, CancellationToken cancellationToken = default)
    {
        var (domain, name) = await ParseAsync(address, cancellationToken).ConfigureAwait(false);
        return await DescribeAsync(domain, name, cancellationToken).ConfigureAwait(false);
    }

    private static string Canonicalize(string domain) => MailboxName.TryCanonicalizeDomain(domain, out var name)
        ? name : throw new AccountException(AccountError.InvalidName, $"'{domain}' is not a domain name.");

    private static AccountException UserNotFound(MailboxName name) => new(AccountError.UserNotFound, $"There is no user {name}.");

    private static void RequireUser(byte[] passwd, DomainView domain, MailboxName name)
    {
        if (PasswdFile.Parse(passwd).Find(name.LocalPart, domain.Settings.Folding) is null)
            throw UserNotFound(name);
    }

    private static void RemoveFiles(OwnedFolder folder)
    {
        string[] files = [DomainTree.PasswdFile, DomainTree.PasswdFile + ".tmp", DomainTree.SettingsFile, DomainTree.SettingsFile + ".tmp"];
        var foreign = folder.List().Except([.. files, LockFile, DomainTree.UserForwardsFolder], StringComparer.Ordinal).Select(OctetName.ToText).ToList();
        if (foreign.Count > 0)
            throw new AccountException(AccountError.DomainNotEmpty, $"The domain's folder holds what is not of accounts: {string.Join(", ", foreign.Take(5))}.");
        folder.RemoveTree(DomainTree.UserForwardsFolder);
        foreach (var file in files)
            folder.Remove(file);
        folder.Remove(LockFile);
    }

    // A tree of its own each time, so that every call sees the files as they are.
    private DomainTree Tree() => new(_root, _time, NullLogger.Instance);

    private async ValueTask<IDisposable> LockAsync(OwnedFolder folder, CancellationToken cancellationToken) =>
        await folder.LockAsync(LockFile, LockLimit, _time, cancellationToken).ConfigureAwait(false)
        ?? throw new AccountException(AccountError.Busy, "Somebody else is changing the accounts of the domain.");

    private async ValueTask<DomainView> FindDomainAsync(string domain, CancellationToken cancellationToken) =>
        await Tree().FindAsync(Canonicalize(domain), cancellationToken).ConfigureAwait(false)
        ?? throw new AccountException(AccountError.DomainNotFound, $"The domain {domain} is not served here.");

    private async ValueTask<(DomainView Domain, MailboxName Name)> ParseAsync(string address, CancellationToken cancellationToken)
    {
        var at = address.LastIndexOf('@');
        if (at <= 0)
            throw new AccountException(AccountError.InvalidName, $"'{address}' is not an address of the form user@example.com.");
        var domain = await FindDomainAsync(address[(at + 1)..], cancellationToken).ConfigureAwait(false);
        return domain.NameOf(address[..at]) is { } name
            ? (domain, name)
            : throw new AccountException(AccountError.InvalidName, $"'{address[..at]}' is not a name a mailbox can have.");
    }

    private async ValueTask<AccountSummary> DescribeAsync(DomainView domain, MailboxName name, CancellationToken cancellationToken)
    {
        var user = domain.FindUser(name.LocalPart) ?? throw UserNotFound(name);
        var forwards = await domain.FindForwardsAsync(name, cancellationToken).ConfigureAwait(false);
        return new AccountSummary(name, domain.MailboxOf(user), _passwords.IsHash(user.Hash), forwards);
    }

    private async ValueTask EditAsync(DomainView domain, Action<OwnedFolder, OwnedFile> edit, CancellationToken cancellationToken)
    {
        using var root = OwnedFolder.Open(_root);
        using var folder = root.OpenFolder(domain.Name);
        using var held = await LockAsync(folder, cancellationToken).ConfigureAwait(false);
        using var old = folder.Read(DomainTree.PasswdFile);
        edit(folder, old);
    }
}
