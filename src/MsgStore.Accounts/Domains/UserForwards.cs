using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using MsgStore.Accounts.Configuration;
using MsgStore.Accounts.Files;
using MsgStore.Delivery;
using MsgStore.Posix;

namespace MsgStore.Accounts.Domains;

/// <summary>The files <c>user_forwards/{localpart}</c> of a domain: one address a line; empty lines and comments (<c>#</c>) are passed over.</summary>
internal sealed class UserForwards(string folder, string domain, TimeProvider time, Action<Exception> report)
{
    private const int MaxTargets = 1_000;
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<string, WatchedFile<Targets>> _files = new(StringComparer.Ordinal);

    /// <summary>The addresses a user's mail goes to; empty without such a file.</summary>
    /// <param name="localPart">The local part of a <see cref="Mailboxes.MailboxName"/>, which has no slash and does not begin with a dot.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<ImmutableArray<EmailAddress>> FindAsync(string localPart, CancellationToken cancellationToken)
    {
        if (!_files.TryGetValue(localPart, out var file))
        {
            var path = Path.Combine(folder, localPart);
            if (FileStamp.Of(path) is null)
                return [];
            if (_files.Count >= MaxRemembered)
                _files.Clear();
            file = _files.GetOrAdd(localPart, new WatchedFile<Targets>(path, time, Parse, report));
        }
        return (await file.GetAsync(cancellationToken).ConfigureAwait(false)).Addresses;
    }

    private Targets Parse(byte[]? octets)
    {
        var addresses = ImmutableArray.CreateBuilder<EmailAddress>();
        var number = 0;
        foreach (var line in new LineReader(octets))
        {
            number++;
            var text = Encoding.UTF8.GetString(line).Trim();
            if (text.Length == 0 || text[0] == '#')
                continue;
            // The file's name is an address, so the error names the folder only.
            if (!EmailAddress.TryParse(text, out var address))
                throw new AccountConfigurationException($"{domain}/user_forwards", $"line {number} of a user's file", "is not an address of the form user@example.com");
            if (addresses.Count == MaxTargets)
                throw new AccountConfigurationException($"{domain}/user_forwards", $"line {number} of a user's file", $"more than {MaxTargets} addresses");
            addresses.Add(address);
        }
        return new Targets(addresses.ToImmutable());
    }

    private sealed record Targets(ImmutableArray<EmailAddress> Addresses);
}
