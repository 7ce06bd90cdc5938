using System.CommandLine;
using MsgStore.Mailboxes;

namespace MsgStore.Samples.Quickstart;

/// <summary>The options of the quickstart host.</summary>
internal static class CommandLine
{
    private const string DemoUser = "demo@example.com:demo";

    public static ParseResult Parse(string[] args, Func<QuickstartOptions, CancellationToken, Task<int>> run)
    {
        var root = new Option<DirectoryInfo>("--root") { Description = "Folder of the mail.", DefaultValueFactory = _ => new DirectoryInfo("data") };
        var store = new Option<string>("--store") { Description = "Where mail lies: maildir, sqlite or memory.", DefaultValueFactory = _ => "maildir" };
        Option<int?>[] ports =
        [
            Port("--smtp", "SMTP port on 127.0.0.1; 0 takes a free one.", 2525),
            Port("--pop3", "POP3 port on 127.0.0.1; 0 takes a free one.", 2110),
            Port("--lmtp", "LMTP port; none unless given.", null),
            Port("--submission", "Submission port, with STARTTLS and AUTH; none unless given.", null),
            Port("--smtps", "Submission port under TLS from the start; none unless given.", null),
            Port("--managesieve", "ManageSieve port, which turns Sieve on; none unless given.", null),
            Port("--pop3s", "POP3 port under TLS from the start; none unless given.", null),
        ];
        var user = new Option<string[]>("--user")
        {
            Description = "A user as NAME:PASSWORD; NAME without a domain is one of example.com. Several may be given.",
            DefaultValueFactory = _ => [DemoUser],
            AllowMultipleArgumentsPerToken = true,
        };
        var encrypt = new Option<bool>("--encrypt") { Description = "Give every user keys: mail is sealed before it is stored, and opened for its reader alone." };
        var relay = new Option<string?>("--relay")
        {
            Description = "Let users send to other domains, through a queue: 'mx' for the domains' own hosts, or HOST:PORT of a server that relays.",
        };
        relay.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value is var text && text != "mx" && !TrySplitRelay(text, out _, out _))
                result.AddError($"'{text}' is no relay; write mx, or HOST:PORT, as in localhost:1025.");
        });
        store.AcceptOnlyFromAmong("maildir", "sqlite", "memory");
        user.Validators.Add(result =>
        {
            foreach (var text in result.Tokens.Select(token => token.Value))
                if (!TrySplitUser(text, out _, out _))
                    result.AddError($"'{text}' is not a user; write NAME:PASSWORD, as in {DemoUser}.");
        });

        var command = new RootCommand("A mail server in one process for trying MsgStore: SMTP in, POP3 out, on loopback.") { root, store, user, encrypt, relay };
        foreach (var port in ports)
            command.Add(port);
        command.SetAction((result, cancellationToken) => run(
            new QuickstartOptions
            {
                Root = result.GetRequiredValue(root),
                Store = result.GetRequiredValue(store),
                Ports = ports.Where(port => result.GetValue(port) is not null)
                    .ToDictionary(port => port.Name.TrimStart('-'), port => result.GetValue(port) ?? 0, StringComparer.Ordinal),
                Encrypt = result.GetValue(encrypt),
                Relay = result.GetValue(relay),
                Users = ReadUsers(result.GetRequiredValue(user)),
            },
            cancellationToken));
        return command.Parse(args);
    }

    /// <summary>Parts host and port.</summary>
    public static bool TrySplitRelay(string text, out string host, out int port)
    {
        var colon = text.LastIndexOf(':');
        host = colon > 0 ? text[..colon] : "";
        return int.TryParse(text.AsSpan(colon + 1), out port) && port is > 0 and <= 65535 && host.Length > 0;
    }

    private static Option<int?> Port(string name, string description, int? standard)
    {
        var option = new Option<int?>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var port) && port is < 0 or > 65535)
                result.AddError($"{name} {port} is not a port; it must be 0 to 65535.");
        });
        return option;
    }

    private static Dictionary<string, string> ReadUsers(IEnumerable<string> texts)
    {
        var users = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
            if (TrySplitUser(text, out var name, out var password))
                users[name] = password;
        return users;
    }

    private static bool TrySplitUser(string text, out string name, out string password)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        (name, password) = colon > 0 ? (text[..colon], text[(colon + 1)..]) : ("", "");
        if (!name.Contains('@', StringComparison.Ordinal))
            name += "@example.com";
        if (password.Length == 0 || !MailboxName.TryParse(name, out var canonical))
            return false;
        name = canonical.ToString();
        return true;
    }
}
