using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Pop3;

/// <summary>The state of one session, which commands read and change.</summary>
internal sealed class Pop3Context(WireConnection connection, ConnectionFacts facts, Pop3ServerOptions options, Pop3ServerServices services) : IAsyncDisposable
{
    // What a client may do with each message once: LIST, UIDL, TOP, RETR, DELE.
    private const int CommandsPerMessage = 5;
    private const string NoVerb = "input";

    public WireConnection Connection { get; } = connection;

    public ConnectionFacts Facts { get; } = facts;

    public Pop3ServerOptions Options { get; } = options;

    public Pop3ServerServices Services { get; } = services;

    /// <summary>Where the session stands.</summary>
    public Pop3States State => Maildrop is null ? Pop3States.Authorization : Pop3States.Transaction;

    /// <summary>What follows the verb and one blank on the line being served; valid until the next read.</summary>
    public ReadOnlySpan<byte> Argument => Connection.Line[Math.Min(VerbLength + 1, Connection.Line.Length)..];

    /// <summary>Octets of the verb on the line being served.</summary>
    public int VerbLength { get; set; }

    /// <summary>The verb being served; <c>input</c> where there is none yet.</summary>
    public string Verb { get; set; } = NoVerb;

    /// <summary>Whether the log has the refusal that is about to be sent.</summary>
    public bool IsRefusalLogged { get; set; }

    /// <summary>Whether the connection is under TLS.</summary>
    public bool IsTls { get; set; } = facts.IsTls;

    /// <summary>The name that USER gave; <see langword="null"/> before and after its PASS.</summary>
    public byte[]? UserName { get; set; }

    /// <summary>Whether the client asked for UTF8 (RFC 6856).</summary>
    public bool IsUtf8 { get; set; }

    /// <summary>Logins that failed.</summary>
    public int AuthFailures { get; set; }

    /// <summary>The user who logged in; <see langword="null"/> before.</summary>
    public User? User { get; private set; }

    /// <summary>The user's messages; <see langword="null"/> before the login.</summary>
    public Maildrop? Maildrop { get; private set; }

    /// <summary>Whether logins are taken on this connection as it is.</summary>
    public bool OffersLogin => IsTls || Options.AllowPlaintextAuth;

    /// <summary>Whether STLS is offered here and now.</summary>
    public bool OffersTls => Services.Tls is not null && !IsTls;

    /// <summary>Goes into the transaction state.</summary>
    public void Enter(User user, Maildrop maildrop)
    {
        User = user;
        Maildrop = maildrop;
        Connection.Budget.Return(CommandsPerMessage * maildrop.Count);
    }

    /// <summary>Asks the policies.</summary>
    /// <returns>The refusal; <see langword="null"/> if all accept.</returns>
    public async ValueTask<Pop3Reply?> AdmitAsync(AdmissionStage stage, string? user, CancellationToken cancellationToken)
    {
        if (Services.Policies.Count == 0)
            return null;
        var asked = new AdmissionEvent { Stage = stage, Protocol = "pop3", ClientIP = Facts.ClientIP, IsTls = IsTls, AuthenticatedUser = user };
        foreach (var policy in Services.Policies)
        {
            try
            {
                var verdict = await policy.CheckAsync(asked, cancellationToken).ConfigureAwait(false);
                if (verdict.IsAccepted)
                    continue;
                Refusal.Log(Services.Logger, asked, policy, verdict);
                IsRefusalLogged = true;
                return Pop3Reply.Err($"[SYS/{(verdict.Code.Class == 4 ? "TEMP" : "PERM")}] {verdict.Text}", verdict.Disconnect);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                ProtocolLog.PolicyFailed(Services.Logger, e, stage);
                IsRefusalLogged = true;
                return Pop3Replies.NotNow;
            }
        }

        return null;
    }

    /// <summary>Notes a refusal in the log, where it is not there already.</summary>
    public void LogRefusal(Pop3Reply reply)
    {
        if (reply.IsError && !IsRefusalLogged)
            Refusal.Log(Services.Logger, "pop3", Verb, "the session", "-ERR", reply.Text);
        (IsRefusalLogged, Verb) = (false, NoVerb);
    }

    /// <summary>Gives the maildrop's lock back, so that a client that has its answer to QUIT may come again at once (RFC 1939 §6).</summary>
    public async ValueTask ReleaseAsync()
    {
        if (Maildrop is not { } maildrop)
            return;
        Maildrop = null;
        await maildrop.DisposeAsync().ConfigureAwait(false);
    }

    // The marks die with the session unless QUIT has served them, and the keys with the user.
    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync().ConfigureAwait(false);
        User?.Dispose();
    }
}
