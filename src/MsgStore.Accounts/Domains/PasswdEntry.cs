namespace MsgStore.Accounts.Domains;

/// <summary>One user of a passwd file.</summary>
/// <param name="User">The local part they log in with, as written.</param>
/// <param name="Hash">Their hash string; anything that is none never verifies, which is how an account is switched off.</param>
/// <param name="Mailbox">The local part of the mailbox they read.</param>
internal sealed record PasswdEntry(string User, string Hash, string Mailbox)
{
    // A hash is not for logs.
    public override string ToString() => nameof(PasswdEntry);
}
