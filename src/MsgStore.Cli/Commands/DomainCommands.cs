using System.CommandLine;
using System.Globalization;
using MsgStore.Accounts.Administration;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore domain add|list|remove|show</c>.</summary>
internal static class DomainCommands
{
    private static readonly Column[] Columns = ["DOMAIN", new("USERS", AlignRight: true), new("FORWARDS", AlignRight: true)];

    public static Command Create(CommandContext context) => new("domain", "Add, list, show and remove domains.")
    {
        CreateAdd(context), CreateList(context), CreateShow(context), CreateRemove(context),
    };

    private static Argument<string> Domain() => new("DOMAIN") { Description = "As example.com." };

    private static Command CreateAdd(CommandContext context)
    {
        var domain = Domain();
        var command = new Command("add", "Add a domain.") { domain };
        command.SetAction((result, cancellationToken) => WithAccountsAsync(context, result, async (accounts, printer) =>
        {
            var name = await accounts.AddDomainAsync(result.GetRequiredValue(domain), cancellationToken).ConfigureAwait(false);
            printer.Write($"added {name}", new { Done = "added", Domain = name });
        }));
        return command;
    }

    private static Command CreateList(CommandContext context)
    {
        var command = new Command("list", "List domains.");
        command.SetAction((result, cancellationToken) => WithAccountsAsync(context, result, async (accounts, printer) =>
        {
            var domains = new List<DomainSummary>();
            foreach (var name in await accounts.ListDomainsAsync(cancellationToken).ConfigureAwait(false))
                domains.Add(await accounts.ShowDomainAsync(name, cancellationToken).ConfigureAwait(false));
            if (printer.IsJson)
                printer.WriteJson(new { Domains = domains.Select(Describe) });
            else
                printer.WriteTable(Columns, domains.Select(domain => (string[])[domain.Name, Text(domain.Users), Text(domain.Settings.Forwards.Count)]));
        }));
        return command;
    }

    private static Command CreateShow(CommandContext context)
    {
        var domain = Domain();
        var command = new Command("show", "Show what holds for a domain.") { domain };
        command.SetAction((result, cancellationToken) => WithAccountsAsync(context, result, async (accounts, printer) =>
        {
            var summary = await accounts.ShowDomainAsync(result.GetRequiredValue(domain), cancellationToken).ConfigureAwait(false);
            if (printer.IsJson)
                printer.WriteJson(Describe(summary));
            else
                printer.WriteTable(["SETTING", "VALUE"], Settings(summary));
        }));
        return command;
    }

    private static Command CreateRemove(CommandContext context)
    {
        var domain = Domain();
        var withUsers = new Option<bool>("--with-users") { Description = "Remove it although it has users." };
        var command = new Command("remove", "Remove a domain. Its mail stays where it is.") { domain, withUsers };
        command.SetAction((result, cancellationToken) => WithAccountsAsync(context, result, async (accounts, printer) =>
        {
            var name = result.GetRequiredValue(domain);
            await accounts.RemoveDomainAsync(name, result.GetValue(withUsers), cancellationToken).ConfigureAwait(false);
            printer.Write($"removed {name}; the mail stays", new { Done = "removed", Domain = name });
        }));
        return command;
    }

    private static async Task<int> WithAccountsAsync(CommandContext context, ParseResult result, Func<AccountStore, Printer, Task> run)
    {
        var session = context.OpenAccounts(result);
        await using (session.ConfigureAwait(false))
            await run(session.Accounts, context.Printer(result)).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static IEnumerable<string[]> Settings(DomainSummary domain) =>
    [
        ["domain", domain.Name],
        ["users", Text(domain.Users)],
        ["max_message_size", domain.Settings.MaxMessageSizeInOctets is { } size ? Text(size) : "-"],
        ["recipient_rejection", domain.Settings.RecipientRejection?.ToString() ?? "-"],
        ["limits.max_sends_per_hour", domain.Settings.MaxSendsPerHour is { } sends ? Text(sends) : "-"],
        ["subaddress_delimiter", domain.Settings.SubaddressDelimiter?.ToString() ?? "-"],
        ["local_part_folding", domain.Settings.Folding.ToString()],
        .. domain.Settings.Forwards.OrderBy(forward => forward.Key, StringComparer.Ordinal)
            .Select(forward => (string[])[$"forwards.{forward.Key}", string.Join(", ", forward.Value)]),
    ];

    private static object Describe(DomainSummary domain) => new
    {
        Domain = domain.Name,
        domain.Users,
        MaxMessageSize = domain.Settings.MaxMessageSizeInOctets,
        RecipientRejection = domain.Settings.RecipientRejection?.ToString(),
        domain.Settings.MaxSendsPerHour,
        SubaddressDelimiter = domain.Settings.SubaddressDelimiter?.ToString(),
        LocalPartFolding = domain.Settings.Folding.ToString(),
        Forwards = domain.Settings.Forwards.OrderBy(forward => forward.Key, StringComparer.Ordinal)
            .ToDictionary(forward => forward.Key, forward => forward.Value.Select(address => address.ToString())),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
