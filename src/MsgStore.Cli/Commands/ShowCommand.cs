using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;
using MsgStore.Mailboxes;
using MsgStore.Mime;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore show</c>.</summary>
internal static class ShowCommand
{
    private const int MaxHeaderOctets = 1024 * 1024;

    public static Command Create(CommandContext context)
    {
        var mailbox = MailboxArguments.WithFolder();
        var uid = new Argument<uint>("UID") { Description = "The message's UID, as 'list' shows it." };
        var headers = new Option<bool>("--headers") { Description = "The header section only." };
        var command = new Command("show", "Write a message to standard output, octet by octet as it is; with --json its facts and header fields.") { mailbox, uid, headers };
        command.SetAction((result, cancellationToken) => RunAsync(context, result, MailboxArgument.Parse(result.GetRequiredValue(mailbox)),
            result.GetRequiredValue(uid), result.GetValue(headers), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult result, MailboxArgument argument, uint uid, bool headersOnly, CancellationToken cancellationToken)
    {
        var printer = context.Printer(result);
        var store = context.Open(result);
        await using (store.ConfigureAwait(false))
        {
            var session = await store.OpenAsync(argument, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                var message = MailboxArguments.Find(session, [uid])[0];
                var content = await session.RetrieveAsync(message.Key, cancellationToken).ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                    await WriteAsync(context, printer, session, message, content, headersOnly, cancellationToken).ConfigureAwait(false);
            }
        }
        return ExitCode.Ok;
    }

    private static async ValueTask WriteAsync(CommandContext context, Printer printer, IMailboxSession session, MessageInfo message, Stream content,
        bool headersOnly, CancellationToken cancellationToken)
    {
        await printer.FlushAsync().ConfigureAwait(false);
        if (headersOnly && !printer.IsJson && message.Encryption is not null)
            throw new ToolException(ExitCode.Refused, $"Message {message.Uid} is sealed; 'msgstore show … | msgstore open --key FILE' opens it.");
        if (printer.IsJson && message.Encryption is not null)
        {
            printer.WriteJson(Describe(session, message, []));
            return;
        }
        if (!headersOnly && !printer.IsJson)
        {
            await content.CopyToAsync(context.Console.Output, cancellationToken).ConfigureAwait(false);
            return;
        }
        var header = await HeaderSection.ReadAsync(content, MaxHeaderOctets, cancellationToken).ConfigureAwait(false);
        if (printer.IsJson)
            printer.WriteJson(Describe(session, message, header.Octets.Span));
        else
            await context.Console.Output.WriteAsync(header.Octets, cancellationToken).ConfigureAwait(false);
    }

    private static object Describe(IMailboxSession session, MessageInfo message, ReadOnlySpan<byte> header)
    {
        var fields = new List<object>();
        var reader = new HeaderFieldReader(header);
        while (reader.TryRead(out var field))
            fields.Add(new { Name = System.Text.Encoding.ASCII.GetString(field.Name), Value = field.GetText(), Text = EncodedWord.Decode(field.GetText()) });
        return new
        {
            Mailbox = session.Path.Mailbox.ToString(),
            Folder = session.Path.Folder.Value,
            message.Uid,
            Key = message.Key.Value,
            Size = message.WireSize,
            Date = message.InternalDate.ToUniversalTime(),
            Flags = FlagText.Names(message.Flags),
            message.Keywords,
            SealedFor = message.Encryption?.KeyId,
            Headers = fields,
        };
    }
}
