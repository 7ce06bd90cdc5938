using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MsgStore.Accounts.Configuration;
using MsgStore.Accounts.Domains;

namespace MsgStore.Accounts.Logins;

/// <summary>Finds users by the name they log in with: a full address, or a bare name of the default domain.</summary>
internal sealed class LoginNames(DomainTree tree, string? defaultDomain)
{
    private const int MaxChars = 320;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Finds a user.</summary>
    /// <returns>
    /// The user, <see langword="null"/> where nobody has that name or they only forward; and a hash string of the domain whose costs a decoy can take.
    /// </returns>
    /// <exception cref="Exception">The tree cannot be read; see <see cref="DomainTree"/>.</exception>
    public async ValueTask<(Login? Login, string? Like)> FindAsync(string username, CancellationToken cancellationToken)
    {
        if (await FindDomainAsync(username, cancellationToken).ConfigureAwait(false) is not { } found)
            return (null, null);
        var (domain, localPart) = found;
        return (Find(domain, localPart), LikeOf(domain, username));
    }

    private async ValueTask<(DomainView Domain, string LocalPart)?> FindDomainAsync(string username, CancellationToken cancellationToken)
    {
        var at = username.LastIndexOf('@');
        var domainName = at < 0 ? defaultDomain : username[(at + 1)..];
        if (username.Length > MaxChars || string.IsNullOrEmpty(domainName) || await tree.FindAsync(domainName, cancellationToken).ConfigureAwait(false) is not { } domain)
            return null;
        return (domain, at < 0 ? username : username[..at]);
    }

    /// <summary>
    /// The hash of one of the domain's users, the same for a name each time: where old and new hashes cost differently, unknown names are as
    /// often cheap and as often dear as known ones.
    /// </summary>
    private string? LikeOf(DomainView domain, string username)
    {
        var hashes = domain.Passwd.Hashes;
        if (hashes.Length == 0)
            return null;
        var draw = BinaryPrimitives.ReadUInt32LittleEndian(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(username.ToLowerInvariant())));
        return hashes[(int)(draw % (uint)hashes.Length)];
    }

    /// <summary>
    /// One spelling for all the names of a user, so that failures with each of them add up. Of a name that nobody has it is made in the same way: how
    /// soon its failures add up must not tell that.
    /// </summary>
    public async ValueTask<string> CanonicalizeAsync(string username, CancellationToken cancellationToken)
    {
        try
        {
            if (await FindDomainAsync(username, cancellationToken).ConfigureAwait(false) is not { } found)
                return username;
            var (domain, localPart) = found;
            var name = Find(domain, localPart)?.Name ?? domain.NameOf(domain.Readings(localPart)[^1].LocalPart);
            return name?.ToString() ?? username;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AccountConfigurationException)
        {
            // Whoever checks the password meets the same trouble and reports it.
            return username;
        }
    }

    private static Login? Find(DomainView domain, string localPart)
    {
        foreach (var (reading, detail) in domain.Readings(localPart))
            if (domain.FindUser(reading) is { } user)
                return Make(domain, user, detail);
        return null;
    }

    private static Login? Make(DomainView domain, PasswdEntry user, string? detail) =>
        domain.NameOf(user.User) is { } name ? new Login(name, domain.MailboxOf(user), detail, user.Hash) : null;
}
