using System.Text;
using MsgStore.Accounts;
using MsgStore.Mailboxes;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>Knows alice with a password that has blanks and UTF-8 in it; other names get other answers.</summary>
internal sealed class FakeAccounts : IAuthProvider
{
    public const string Password = "open sésame ";

    public List<AuthRequest> Requests { get; } = [];

    public TestKeys? Keys { get; private set; }

    public ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        return new(request.Username switch
        {
            "alice" or "alice@here.example" or "alice+work" when Encoding.UTF8.GetString(request.Secret.Span) == Password => Accept(request),
            "limited" => new AuthResult.Denied(AuthDenial.RateLimited, TimeSpan.FromMinutes(1)),
            "disabled" => new AuthResult.Denied(AuthDenial.Disabled),
            "locked" => new AuthResult.Denied(AuthDenial.KeysNotOpened),
            "throws" => throw new InvalidOperationException("The accounts are on fire."),
            "down" => new AuthResult.Unavailable(),
            _ => new AuthResult.Denied(AuthDenial.InvalidCredentials),
        });
    }

    private AuthResult.Success Accept(AuthRequest request)
    {
        Keys = new TestKeys();
        var detail = request.Username.Contains('+', StringComparison.Ordinal) ? request.Username.Split('+')[1] : null;
        return new AuthResult.Success(new User("alice@here.example", MailboxName.Parse("alice@here.example"), Keys) { Detail = detail });
    }

    internal sealed class TestKeys : UnlockedKeys
    {
        public bool IsDisposed { get; private set; }

        public override PublicKey Current => new(new byte[32], "00");

        protected override void Dispose(bool disposing) => IsDisposed = true;
    }
}
