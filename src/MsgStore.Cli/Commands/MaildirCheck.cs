using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Cli.Commands;

/// <summary>Checks a store of files: every folder opens, every message is there and as long as its name says.</summary>
/// <param name="context">The command's context.</param>
/// <param name="verify">Whether every message is read to its end.</param>
internal sealed class MaildirCheck(CommandContext context, bool verify)
{
    private int _mailboxes;
    private long _messages;
    private long _octets;
    private int _problems;

    public async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var store = context.Open(result);
        await using (store.ConfigureAwait(false))
        {
            await LeftOut.TellAsync(context.Console, store.Store, cancellationToken).ConfigureAwait(false);
            await foreach (var mailbox in store.Mailboxes.EnumerateAsync(cancellationToken).ConfigureAwait(false))
            {
                _mailboxes++;
                foreach (var folder in await store.Require<IFoldersCapability>().ListAsync(mailbox, cancellationToken).ConfigureAwait(false))
                    await TryAsync(new MailboxPath(mailbox, folder.Name), path => CheckAsync(store.Store, path, cancellationToken)).ConfigureAwait(false);
            }
        }
        context.Printer(result).Write(
            $"{_mailboxes} mailboxes, {_messages} messages of {_octets} octets: {_problems} problems",
            new { Mailboxes = _mailboxes, Messages = _messages, Octets = _octets, Problems = _problems });
        return _problems == 0 ? ExitCode.Ok : ExitCode.Refused;
    }

    private async ValueTask CheckAsync(IMessageStore store, MailboxPath path, CancellationToken cancellationToken)
    {
        var session = await store.OpenAsync(path, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            foreach (var message in session.Messages)
            {
                _messages++;
                _octets += message.StoredSize;
                await TryAsync(path, _ => CheckAsync(session, message, cancellationToken), message.Uid).ConfigureAwait(false);
            }
    }

    private async ValueTask CheckAsync(IMailboxSession session, MessageInfo message, CancellationToken cancellationToken)
    {
        var stream = await session.RetrieveAsync(message.Key, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var expected = message.Encryption is null ? message.WireSize : message.StoredSize;
            var length = stream.Length;
            if (verify)
                length = await Entrance.OctetPump.CountAsync(stream, cancellationToken).ConfigureAwait(false);
            if (length != expected)
                throw new MsgStoreException(StoreError.Corrupt, $"it has {length} octets, and {expected} were stored");
        }
    }

    private async ValueTask TryAsync(MailboxPath path, Func<MailboxPath, ValueTask> check, uint? uid = null)
    {
        try
        {
            await check(path).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MsgStoreException { Error: not StoreError.MessageExpunged } or IOException)
        {
            _problems++;
            await context.Console.Error.WriteLineAsync($"msgstore: {SafeText.Of(path.ToString())}{(uid is null ? "" : $" message {uid}")}: {exception.Message}").ConfigureAwait(false);
        }
    }
}
