using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Smtp;

/// <summary>The state of one session, which commands read and change.</summary>
internal sealed class SmtpContext(WireConnection connection, ConnectionFacts facts, SmtpServerOptions options, SmtpServerServices services) : IDisposable
{
    public WireConnection Connection { get; } = connection;

    public ConnectionFacts Facts { get; } = facts;

    public SmtpServerOptions Options { get; } = options;

    public SmtpServerServices Services { get; } = services;

    /// <summary>Where the session stands.</summary>
    public SmtpStates State => Transaction switch
    {
        null => ClientName.Length == 0 ? SmtpStates.Connected : SmtpStates.Greeted,
        { Sink: not null } => SmtpStates.Chunking,
        { Recipients.Count: > 0 } => SmtpStates.Recipients,
        _ => SmtpStates.Mail,
    };

    /// <summary>What follows the verb on the line being served; valid until the next read.</summary>
    public ReadOnlySpan<byte> Argument => Connection.Line[Math.Min(VerbLength, Connection.Line.Length)..];

    /// <summary>Octets of the verb on the line being served.</summary>
    public int VerbLength { get; set; }

    /// <summary>The command being served, for the log.</summary>
    public string Verb { get; set; } = "input";

    /// <summary>What the client called itself; empty before it did.</summary>
    public string ClientName { get; set; } = "";

    /// <summary>Whether the client said EHLO or LHLO, so that extensions apply.</summary>
    public bool IsExtended { get; set; }

    /// <summary>Whether the connection is under TLS.</summary>
    public bool IsTls { get; set; } = facts.IsTls;

    /// <summary>The user who logged in; <see langword="null"/> before.</summary>
    public User? User { get; set; }

    /// <summary>Logins that failed.</summary>
    public int AuthFailures { get; set; }

    /// <summary>The open transaction; <see langword="null"/> outside one.</summary>
    public SmtpTransaction? Transaction { get; private set; }

    /// <summary>A message whose reply has to arrive, or else its delivery is remembered; <see langword="null"/> outside that moment.</summary>
    public (Envelope Envelope, DeliveryReport Report)? Unanswered { get; set; }

    /// <summary>Whether the log has the refusal that is about to be sent.</summary>
    public bool IsRefusalLogged { get; set; }

    /// <summary>What only the operator is to know of the refusal that is about to be sent; <see langword="null"/> for nothing.</summary>
    public string? Remedy { get; set; }

    /// <summary>The listener's protocol as policies and accounts know it.</summary>
    public string Protocol => Options.Mode switch
    {
        SmtpMode.Lmtp => "lmtp",
        SmtpMode.Submission => "submission",
        _ => "smtp",
    };

    /// <summary>Whether AUTH is offered here and now.</summary>
    public bool OffersAuth => Services.Authentication is not null && (Options.Mode == SmtpMode.Submission || Options.OfferAuth)
        && (IsTls || Options.AllowPlaintextAuth);

    /// <summary>Whether STARTTLS is offered here and now.</summary>
    public bool OffersTls => Services.Tls is not null && !IsTls;

    /// <summary>The refusal of a message for nobody: one code in SMTP (RFC 5321 §3.3), another in LMTP (RFC 2033 §4.2).</summary>
    public SmtpReply NoValidRecipients => Options.Mode == SmtpMode.Lmtp ? SmtpReplies.NoRecipientsInLmtp : SmtpReplies.NoValidRecipients;

    /// <summary>Begins a transaction.</summary>
    public void Begin(SmtpTransaction transaction)
    {
        Reset();
        Transaction = transaction;
    }

    /// <summary>Ends the transaction, if one is open (RFC 5321 §4.1.1.5).</summary>
    public void Reset()
    {
        // Its recipients were left out of the count for a message that does not come.
        Connection.Budget.Spend(Transaction?.Recipients.Count ?? 0);
        Transaction?.Dispose();
        Transaction = null;
    }

    /// <summary>Forgets all that was said before TLS (RFC 3207 §4.2).</summary>
    public void StartOver()
    {
        Reset();
        User?.Dispose();
        User = null;
        ClientName = "";
        IsExtended = false;
        IsTls = true;
    }

    /// <summary>Hands the transaction over to whoever delivers it; the session has none afterwards.</summary>
    public SmtpTransaction Take()
    {
        // Only commands of the states Mail and later call this, and these states are having a transaction.
        var transaction = Transaction!;
        Transaction = null;
        return transaction;
    }

    /// <summary>Asks the policies.</summary>
    /// <returns>The refusal; <see langword="null"/> if all accept.</returns>
    public async ValueTask<SmtpReply?> AdmitAsync(
        AdmissionStage stage, Func<AdmissionEvent, AdmissionEvent>? complete, CancellationToken cancellationToken)
    {
        if (Services.Policies.Count == 0)
            return null;
        var asked = new AdmissionEvent
        {
            Stage = stage,
            Protocol = Protocol,
            ClientIP = Facts.ClientIP,
            IsTls = IsTls,
            ClientHostname = ClientName,
            AuthenticatedUser = User?.Name,
            From = Transaction?.Mail.From,
            DeclaredSize = Transaction?.Mail.Size,
            AcceptedRecipients = Transaction?.Recipients.Count ?? 0,
        };
        asked = complete?.Invoke(asked) ?? asked;
        foreach (var policy in Services.Policies)
            if (await AskAsync(policy, asked, cancellationToken).ConfigureAwait(false) is { } refusal)
                return refusal;
        return null;
    }

    public void Dispose()
    {
        Reset();
        User?.Dispose();
        User = null;
    }

    private async ValueTask<SmtpReply?> AskAsync(IAdmissionPolicy policy, AdmissionEvent asked, CancellationToken cancellationToken)
    {
        try
        {
            var verdict = await policy.CheckAsync(asked, cancellationToken).ConfigureAwait(false);
            if (verdict.IsAccepted)
                return null;
            Refusal.Log(Services.Logger, asked, policy, verdict);
            IsRefusalLogged = true;
            // In place of the greeting stands 554 or 421, and the connection ends (RFC 5321 §3.1).
            return asked.Stage == AdmissionStage.Connect
                ? SmtpReply.Of(verdict.Code.Class == 4 ? 421 : 554, verdict.Code.ToString(), verdict.Text, close: true)
                : SmtpReply.Of(verdict.Code, verdict.Text, verdict.Disconnect);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            ProtocolLog.PolicyFailed(Services.Logger, e, asked.Stage);
            IsRefusalLogged = true;
            return asked.Stage == AdmissionStage.Connect ? SmtpReplies.NotNow : SmtpReplies.Trouble;
        }
    }
}
