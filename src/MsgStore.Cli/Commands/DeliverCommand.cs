using System.Collections.Immutable;
using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Entrance;
using MsgStore.Cli.Output;
using MsgStore.Cli.Submission;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore deliver</c>: a delivery agent for mail servers and scripts.</summary>
internal sealed class DeliverCommand
{
    public const string Name = "deliver";

    private readonly CommandContext _context;
    private readonly Option<string> _from = new("--from", "-f") { Description = "Sender; empty, <> or MAILER-DAEMON for none. Default: $SENDER, else the From line of an mbox.", HelpName = "SENDER" };
    private readonly Option<string[]> _to = new("--recipient", "-a") { Description = "Recipient; repeatable. Default: $RECIPIENT, else $USER, $EXTENSION and $DOMAIN.", HelpName = "RCPT" };
    private readonly Option<string> _folder = new("--folder") { Description = "Folder to file into, made where it is missing. Default: INBOX, or what the subaddress names.", HelpName = "FOLDER" };
    private readonly Option<string[]> _flags = new("--flags") { Description = "Flags and keywords of the copy, as Seen,Flagged.", HelpName = "FLAGS" };
    private readonly Option<bool> _create = new("--create") { Description = "Without accounts: make the mailbox where it is missing." };
    private readonly Option<long?> _maxSize = new("--max-size") { Description = "Octets a message may have. Default: no limit but the domain's.", HelpName = "OCTETS" };
    private readonly Argument<string[]> _recipients = new("RCPT") { Description = "Recipients, as with --recipient.", Arity = ArgumentArity.ZeroOrMore };

    private DeliverCommand(CommandContext context) => _context = context;

    public static Command Create(CommandContext context)
    {
        var self = new DeliverCommand(context);
        var command = new Command(Name, "Take a message from standard input and deliver it to mailboxes here.")
        {
            self._from, self._to, self._folder, self._flags, self._create, self._maxSize, self._recipients,
        };
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var console = _context.Console;
        var configuration = _context.Load(result);
        var session = ToolSession.Open(configuration, console, result.GetValue(_create));
        await using (session.ConfigureAwait(false))
        {
            var addresses = new AddressText(configuration.DefaultDomain);
            var recipients = Recipients(result, addresses);
            var sender = (result.GetValue(_from) ?? ServerEnvironment.Sender(console)) is { } text ? addresses.ReadSender(text) : null;
            using var buffer = session.Buffers.Create();
            // Final delivery writes a Return-Path of its own (RFC 5321 §4.4).
            var filter = new FromLineFilter(new HeaderFieldFilter(new BufferSink(buffer, result.GetValue(_maxSize)), "Return-Path"));
            await OctetPump.PumpAsync(console.Input, new LineEndNormalizer(filter), cancellationToken).ConfigureAwait(false);
            if (sender is null && result.GetValue(_from) is null && ServerEnvironment.Sender(console) is null)
                sender = addresses.FindSender(filter.Sender);
            var now = console.Time.GetUtcNow();
            var envelope = new Envelope { Id = EnvelopeId.New(now), From = sender, Recipients = recipients, ReceivedAt = now, IsRelayed = true };
            var (complete, report) = await Intake.DeliverAsync(session, envelope, buffer, cancellationToken).ConfigureAwait(false);
            return DeliveryPrinter.Write(console, _context.Printer(result), complete, report);
        }
    }

    private ImmutableArray<Recipient> Recipients(ParseResult result, AddressText addresses)
    {
        var texts = (result.GetValue(_to) ?? []).Concat(result.GetValue(_recipients) ?? []).ToList();
        if (texts.Count == 0 && ServerEnvironment.Recipient(_context.Console) is { } text)
            texts.Add(text);
        if (texts.Find(text => text.StartsWith('-')) is { } option)
            throw new ToolException(ExitCode.Usage, $"There is no option {option}. See 'msgstore deliver --help'.");
        if (texts.Count == 0)
            throw new ToolException(ExitCode.Usage, "No recipient: name one with -a, or set $RECIPIENT as Postfix does.");
        var placement = Placement(result);
        return [.. texts.Select(addresses.ReadRecipient).DistinctBy(recipient => recipient.Address)
            .Select(recipient => placement is null ? recipient : recipient with { Placements = [placement] })];
    }

    private Placement? Placement(ParseResult result)
    {
        var (flags, keywords) = FlagText.Parse((result.GetValue(_flags) ?? []).SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries)));
        var folder = FolderName.Inbox;
        if (result.GetValue(_folder) is { } name && !FolderName.TryParse(name, out folder))
            throw new ToolException(ExitCode.Usage, $"--folder '{name}' is not a folder name: levels parted by '/', none empty, no control characters.");
        return result.GetValue(_folder) is null && flags == MessageFlags.None && keywords.Count == 0
            ? null
            : new Placement(folder) { Flags = flags, Keywords = keywords, Create = true };
    }
}
