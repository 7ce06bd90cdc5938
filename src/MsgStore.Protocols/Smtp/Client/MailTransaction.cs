using System.Collections.Immutable;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>One MAIL, its RCPTs and the message (RFC 5321 §3.3).</summary>
internal sealed class MailTransaction
{
    // So many commands are sent before a reply is read; their replies fit into any socket's buffer (RFC 2920 §3.1).
    private const int GroupSize = 64;

    private readonly ClientWire _wire;
    private readonly SmtpClientOptions _options;
    private readonly SmtpCapabilities _capabilities;
    private readonly Envelope _envelope;
    private readonly MessageContent _content;
    private readonly SmtpRecipientResult?[] _results;

    public MailTransaction(ClientWire wire, SmtpClientOptions options, SmtpCapabilities capabilities, Envelope envelope, MessageContent content)
    {
        _wire = wire;
        _options = options;
        _capabilities = capabilities;
        _envelope = envelope;
        _content = content;
        _results = new SmtpRecipientResult?[envelope.Recipients.Length];
    }

    /// <summary>Whether the server still remembers a reverse-path that was not used up.</summary>
    public bool NeedsReset { get; private set; }

    private bool MayPipeline => _options.UsePipelining && _capabilities.HasPipelining;

    private bool MayChunk => _options.UseChunking && _capabilities.HasChunking;

    /// <summary>Runs it to its end.</summary>
    /// <param name="reset">Whether RSET comes first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ImmutableArray<SmtpRecipientResult>> RunAsync(bool reset, CancellationToken cancellationToken)
    {
        NeedsReset = reset;
        var commands = await new MailCommands(_options, _capabilities, _envelope, _content).PrepareAsync(_results, cancellationToken).ConfigureAwait(false);
        if (commands is not null)
            await ConverseAsync(commands, cancellationToken).ConfigureAwait(false);
        return [.. _results.Select(result => result ?? Lost(SmtpPhase.Mail))];
    }

    private async ValueTask ConverseAsync(PreparedCommands commands, CancellationToken cancellationToken)
    {
        if (NeedsReset && await _wire.AskAsync("RSET", _options.Timeouts.Command, cancellationToken).ConfigureAwait(false) is null)
            return;
        var pending = Pending();
        var dataSent = MayPipeline && !MayChunk && pending.Count < GroupSize;
        _wire.Write(commands.Mail);
        if (MayPipeline)
            WriteRecipients(commands, pending, 0);
        if (dataSent)
            _wire.Write("DATA");
        NeedsReset = true;
        var mail = await _wire.ReadAsync(_options.Timeouts.Command, cancellationToken).ConfigureAwait(false);
        if (mail is not { IsSuccess: true })
            FailPending(SmtpPhase.Mail, mail);
        if (mail is { IsSuccess: true } || MayPipeline)
            await ReadRecipientsAsync(commands, pending, cancellationToken).ConfigureAwait(false);
        await new MessageTransfer(_wire, _options, _content, _results).RunAsync(dataSent, MayChunk, cancellationToken).ConfigureAwait(false);
        NeedsReset = _results.All(result => result is not { Phase: SmtpPhase.EndOfData });
    }

    private List<int> Pending() => [.. Enumerable.Range(0, _results.Length).Where(index => _results[index] is null)];

    private void WriteRecipients(PreparedCommands commands, List<int> pending, int from)
    {
        foreach (var index in pending.Skip(from).Take(GroupSize))
            _wire.Write(commands.Recipients[index]);
    }

    private async ValueTask ReadRecipientsAsync(PreparedCommands commands, List<int> pending, CancellationToken cancellationToken)
    {
        for (var i = 0; i < pending.Count; i++)
        {
            if (!MayPipeline)
                _wire.Write(commands.Recipients[pending[i]]);
            else if (i > 0 && i % GroupSize == 0)
                WriteRecipients(commands, pending, i);
            var reply = await _wire.ReadAsync(_options.Timeouts.Command, cancellationToken).ConfigureAwait(false);
            if (reply is { IsSuccess: true })
                continue;
            _results[pending[i]] ??= reply is null ? Lost(SmtpPhase.Recipient) : SmtpRecipientResult.Refused(SmtpPhase.Recipient, TooMany(reply));
        }
    }

    private void FailPending(SmtpPhase phase, ServerReply? reply)
    {
        var result = reply is null ? Lost(phase) : SmtpRecipientResult.Refused(phase, reply);
        foreach (ref var slot in _results.AsSpan())
            slot ??= result;
    }

    // Servers of old say 552 where 452 is meant: too many recipients, the rest later (RFC 5321 §4.5.3.1.10).
    private static ServerReply TooMany(ServerReply reply) =>
        reply is { Code: 552, Enhanced: null or { Subject: 5, Detail: 3 } } ? reply with { Enhanced = new EnhancedStatusCode(4, 5, 3) } : reply;

    private SmtpRecipientResult Lost(SmtpPhase phase) =>
        new(phase, new EnhancedStatusCode(4, 4, 2), _wire.Trouble ?? "the transaction was not finished");
}
