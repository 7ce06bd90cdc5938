using System.Collections.Immutable;
using System.CommandLine;
using MsgStore.Accounts;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Entrance;
using MsgStore.Cli.Submission;
using MsgStore.Delivery;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore sendmail</c>, or the tool under the name <c>sendmail</c>: takes a message from a program on this machine.</summary>
internal static class SendmailCommand
{
    public const string Name = "sendmail";

    /// <summary>Makes the command.</summary>
    /// <param name="context">What commands are made of.</param>
    /// <param name="words">Its own options and recipients, which follow sendmail's rules and not those of the other commands.</param>
    public static Command Create(CommandContext context, IReadOnlyList<string> words)
    {
        var command = new Command(Name, "Take a message from standard input as sendmail does (-t, -i, -f ADDRESS, -F NAME, recipients), complete its header, deliver it.");
        command.SetAction((result, cancellationToken) => RunAsync(context, result, SendmailArguments.Parse(words), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult result, SendmailArguments arguments, CancellationToken cancellationToken)
    {
        var console = context.Console;
        var session = context.Open(result);
        await using (session.ConfigureAwait(false))
        {
            var addresses = new AddressText(session.Configuration.DefaultDomain);
            var user = console.Variable("LOGNAME") ?? console.Variable("USER") ?? "root";
            var now = console.Time.GetUtcNow();
            var id = EnvelopeId.New(now);
            var sender = addresses.ReadSender(arguments.Sender ?? user);
            var editor = new SubmittedHeader(arguments, addresses)
            {
                Id = id,
                Now = now,
                ServerName = session.Configuration.ServerName,
                User = user,
                Sender = sender ?? addresses.ReadSender(user),
                FullName = arguments.FullName ?? console.Variable("NAME"),
            };
            using var buffer = session.Buffers.Create();
            await OctetPump.PumpAsync(console.Input, Entrance(arguments, editor, new BufferSink(buffer, most: null)), cancellationToken).ConfigureAwait(false);
            var recipients = arguments.Recipients.Select(addresses.ReadRecipient).Concat(editor.Recipients).DistinctBy(recipient => recipient.Address).ToImmutableArray();
            if (recipients.IsEmpty)
                throw new ToolException(ExitCode.Usage, arguments.RecipientsFromHeader
                    ? "No recipients given: the message names none in To, Cc or Bcc." : "No recipients given: name one, or give -t to take those of the message.");
            var envelope = new Envelope { Id = id, From = sender, Recipients = recipients, ReceivedAt = now };
            var (complete, report) = await Intake.DeliverAsync(session, envelope, buffer, cancellationToken).ConfigureAwait(false);
            return DeliveryPrinter.Write(console, context.Printer(result), complete, await ExplainAsync(session, report, cancellationToken).ConfigureAwait(false));
        }
    }

    private static LineEndNormalizer Entrance(SendmailArguments arguments, SubmittedHeader editor, IOctetSink buffer)
    {
        IOctetSink sink = new FromLineFilter(new HeaderFieldFilter(new HeaderCollector(buffer, editor.Edit), "Return-Path"));
        return new LineEndNormalizer(arguments.IgnoreDots ? sink : new DotEndFilter(sink));
    }

    /// <summary>Says of recipients elsewhere why they got nothing.</summary>
    private static async ValueTask<DeliveryReport> ExplainAsync(ToolSession session, DeliveryReport report, CancellationToken cancellationToken)
    {
        if (session.HasRoadOut)
            return report;
        var outcomes = report.Outcomes.ToArray();
        for (var i = 0; i < outcomes.Length; i++)
            if (outcomes[i].Status == DeliveryStatus.Rejected
                && await session.Directory.ResolveAsync(outcomes[i].Recipient, cancellationToken).ConfigureAwait(false) is RecipientStatus.Remote)
                outcomes[i] = outcomes[i] with { Text = $"{outcomes[i].Recipient.Domain} is not served here, and no way to other hosts is set up" };
        return new DeliveryReport([.. outcomes]);
    }
}
