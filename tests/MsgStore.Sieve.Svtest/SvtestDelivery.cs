using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Responses;

namespace MsgStore.Sieve.Svtest;

/// <summary>Does what results ask for, in the host's store and queue.</summary>
internal sealed class SvtestDelivery(SvtestHost host, SieveRun outer)
{
    public bool Execute(IReadOnlyList<SieveAction> actions)
    {
        host.Errors.Clear();
        foreach (var action in actions)
            if (!Execute(action))
            {
                // What cannot be done leaves the message as it came in the default mailbox.
                Store("INBOX", new KeepAction(), outer.Message.Source.Content, canCreate: true);
                return false;
            }
        return true;
    }

    private static ReadOnlyMemory<byte> Octets(MessageContent content)
    {
        if (content.TryGetMemory(out var octets))
            return octets;
        using var copy = new MemoryStream();
        using var stream = content.OpenRead();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private bool Execute(SieveAction action)
    {
        var content = action.Message ?? outer.Message.Snapshot() ?? outer.Message.Source.Content;
        switch (action)
        {
            case KeepAction keep:
                return Store("INBOX", keep, content, canCreate: true);
            case FileIntoAction file:
                return Store(file.Mailbox, file, content, file.Create);
            case RedirectAction redirect:
                if (IsLoop())
                    return Store("INBOX", new KeepAction(), content, canCreate: true);
                var fields = "X-Sieve: MsgStore\r\nX-Sieve-Redirected-From: " + Owner() + "\r\n";
                Send(RedirectSender(), redirect.Address, Octets(content.WithPrefix(OctetText.Encode(fields))));
                return true;
            case RejectAction reject:
                Send(RejectResponse.Create(reject, Context()));
                return true;
            case VacationAction vacation:
                if (VacationResponse.ReasonForSilence(vacation, Context()) is null)
                    Send(VacationResponse.Create(vacation, Context()));
                return true;
            case NotifyAction notify:
                Send(NotificationMail.Create(notify, Context()), NotificationSender(notify));
                return true;
            default:
                return true;
        }
    }

    private ResponseContext Context() => new()
    {
        Header = outer.Message.Header,
        Envelope = outer.Envelope,
        OwnAddresses = host.Input.Environment.OwnAddresses,
        Now = outer.Now,
        ServerName = "mail.example.com",
        Options = outer.Options,
    };

    private string? NotificationSender(NotifyAction notify) => (host.Settings.Get("sieve_notify_mailto_envelope_from") ?? "").Trim() switch
    {
        "" => notify.From is { } from && outer.Envelope.From.Length > 0 ? MailAddressList.Parse(from)[0].Address : null,
        "sender" => outer.Envelope.From,
        "recipient" => outer.Envelope.To,
        "orig_recipient" => outer.Envelope.OriginalTo ?? outer.Envelope.To,
        "user_email" => Owner(),
        var address => address.Trim('<', '>'),
    };

    private string Owner() => host.Settings.Get("sieve_user_email")?.Trim('<', '>') ?? outer.Envelope.To;

    private bool IsLoop() => outer.Message.Header.Find("X-Sieve-Redirected-From").Any(field => field.RawText == Owner() || field.RawText == outer.Envelope.To);

    private string RedirectSender() => outer.Envelope.From.Length == 0 ? "" : (host.Settings.Get("sieve_redirect_envelope_from") ?? "sender").Trim() switch
    {
        "sender" or "" => outer.Envelope.From,
        "recipient" => outer.Envelope.To,
        "orig_recipient" => outer.Envelope.OriginalTo ?? outer.Envelope.To,
        "user_email" => host.Settings.Get("sieve_user_email")?.Trim('<', '>') ?? outer.Envelope.To,
        "postmaster" => "postmaster@example.com",
        var address => address.Trim('<', '>'),
    };

    private bool Store(string mailbox, SieveStoreAction action, MessageContent content, bool canCreate)
    {
        if (mailbox.StartsWith("INBOX.", StringComparison.OrdinalIgnoreCase))
            mailbox = "INBOX" + mailbox[5..];
        if (!host.Store.TryGetValue(mailbox, out var messages))
        {
            // As a delivery agent does that falls back on its default mailbox, but a test sees the failure.
            if (!canCreate && mailbox != "INBOX" || mailbox.Contains("//", StringComparison.Ordinal))
            {
                host.Errors.Add($"mailbox '{mailbox}' does not exist");
                return false;
            }
            host.Store.Add(mailbox, messages = []);
        }
        messages.Add(new(Octets(content), action.Flags));
        return true;
    }

    private void Send(OutgoingMessage? message, string? sender = null)
    {
        foreach (var to in message?.To ?? [])
            Send(sender is null ? message!.From : sender.Trim('<', '>', ' '), to, Octets(message!.Content));
    }

    private void Send(string from, string to, ReadOnlyMemory<byte> octets) => host.Outgoing.Add((from, to, octets));
}
