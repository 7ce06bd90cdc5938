using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.ManageSieve;

/// <summary>The state of one session, which commands read and change.</summary>
internal sealed class ManageSieveContext(WireConnection connection, ConnectionFacts facts, ManageSieveServerOptions options, ManageSieveServerServices services) : IDisposable
{
    private const string NoVerb = "input";

    public WireConnection Connection { get; } = connection;

    public ConnectionFacts Facts { get; } = facts;

    public ManageSieveServerOptions Options { get; } = options;

    public ManageSieveServerServices Services { get; } = services;

    public RequestReader Reader { get; } = new(connection, options);

    /// <summary>Whether the connection is under TLS.</summary>
    public bool IsTls => Facts.IsTls || Connection.IsTls;

    /// <summary>Whether logins are taken on this connection as it is.</summary>
    public bool OffersLogin => IsTls || Options.AllowPlaintextAuth;

    /// <summary>Whether STARTTLS is offered here and now.</summary>
    public bool OffersTls => Services.Tls is not null && !IsTls;

    /// <summary>The verb being served; <c>input</c> where there is none yet.</summary>
    public string Verb { get; set; } = NoVerb;

    /// <summary>Whether the log has the refusal that is about to be sent.</summary>
    public bool IsRefusalLogged { get; set; }

    /// <summary>Logins that failed.</summary>
    public int AuthFailures { get; set; }

    /// <summary>The user who logged in; <see langword="null"/> before.</summary>
    public User? User { get; private set; }

    /// <summary>Whose scripts are managed. Only for commands of users.</summary>
    public MailboxName Owner => User?.Mailbox ?? throw new InvalidOperationException("Nobody has logged in.");

    /// <summary>Logs somebody in, or out.</summary>
    public void Enter(User? user)
    {
        User?.Dispose();
        User = user;
        Reader.HasUser = user is not null;
    }

    /// <summary>Asks the policies.</summary>
    /// <returns>The refusal; <see langword="null"/> if all accept.</returns>
    public async ValueTask<ManageSieveReply?> AdmitAsync(AdmissionStage stage, string? user, CancellationToken cancellationToken)
    {
        var asked = new AdmissionEvent { Stage = stage, Protocol = "managesieve", ClientIP = Facts.ClientIP, IsTls = IsTls, AuthenticatedUser = user };
        foreach (var policy in Services.Policies)
        {
            try
            {
                var verdict = await policy.CheckAsync(asked, cancellationToken).ConfigureAwait(false);
                if (verdict.IsAccepted)
                    continue;
                Refusal.Log(Services.Logger, asked, policy, verdict);
                IsRefusalLogged = true;
                return ManageSieveReply.Bye(verdict.Text, verdict.Code.Class == 4 ? "TRYLATER" : null);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                ProtocolLog.PolicyFailed(Services.Logger, e, stage);
                IsRefusalLogged = true;
                return ManageSieveReplies.InternalError;
            }
        }

        return null;
    }

    /// <summary>Notes a refusal in the log, where it is not there already.</summary>
    public void LogRefusal(ManageSieveReply reply)
    {
        if (!reply.IsSuccess && !IsRefusalLogged)
            Refusal.Log(Services.Logger, "managesieve", Verb, "the session", reply.Status, reply.ForLog);
        (IsRefusalLogged, Verb) = (false, NoVerb);
    }

    public void Dispose() => User?.Dispose();
}
