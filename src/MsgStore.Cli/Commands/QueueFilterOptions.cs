using System.CommandLine;
using System.Globalization;
using MsgStore.Delivery;
using MsgStore.Queue.Storage;

namespace MsgStore.Cli.Commands;

/// <summary>Which recipients of the queue a command is about.</summary>
internal sealed class QueueFilterOptions
{
    private readonly Argument<string?> _id = new("ID") { Description = "The queue's id of a message.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<QueueState?> _state = new("--state") { Description = "Where they stand.", HelpName = "queued|leased|delayed|held|dead|done" };
    private readonly Option<string?> _sender = new("--sender") { Description = "The reverse-path; an empty text for <>.", HelpName = "ADDRESS" };
    private readonly Option<string?> _recipient = new("--recipient") { Description = "The recipient's address.", HelpName = "ADDRESS" };
    private readonly Option<string?> _domain = new("--domain") { Description = "The recipient's domain.", HelpName = "DOMAIN" };
    private readonly Option<string?> _destination = new("--destination") { Description = "The destination, as status and list show it.", HelpName = "NAME" };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "The tenant.", HelpName = "NAME" };
    private readonly Option<MailPriority?> _priority = new("--priority") { Description = "The priority.", HelpName = "low|normal|high|urgent" };
    private readonly Option<string?> _before = new("--before") { Description = "Taken before that moment, as 2026-01-31T12:00Z.", HelpName = "TIME" };
    private readonly bool _withState;

    private IEnumerable<Option> Options => [.. _withState ? (Option[])[_state] : [], _sender, _recipient, _domain, _destination, _tenant, _priority, _before];

    /// <summary>Makes them.</summary>
    /// <param name="withState">Whether the state is one of them; not where the command's name says it.</param>
    public QueueFilterOptions(bool withState)
    {
        _withState = withState;
        _before.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !TryTime(result.Tokens[0].Value, out _))
                result.AddError($"--before '{result.Tokens[0].Value}' is no time; write it as 2026-01-31T12:00Z.");
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_id);
        foreach (var option in Options)
            command.Add(option);
    }

    public bool IsGiven(System.CommandLine.Parsing.CommandResult result) =>
        result.GetValue(_id) is not null || Options.Any(option => result.GetResult(option) is { Tokens.Count: > 0 });

    public QueueFilter Read(ParseResult result) => new()
    {
        QueueId = result.GetValue(_id),
        State = _withState ? result.GetValue(_state) : null,
        Sender = result.GetValue(_sender),
        Recipient = result.GetValue(_recipient),
        Domain = result.GetValue(_domain),
        Destination = result.GetValue(_destination),
        Tenant = result.GetValue(_tenant),
        Priority = result.GetValue(_priority),
        Before = result.GetValue(_before) is { } text && TryTime(text, out var time) ? time : null,
    };

    private static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
