using System.Text;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Delivery;

namespace MsgStore.Tests.Accounts;

public sealed class InMemoryAccountsTests
{
    private readonly InMemoryAccounts _accounts;

    public InMemoryAccountsTests()
    {
        var options = new InMemoryAccountsOptions();
        options.Users["alice@example.com"] = "pass word ü";
        options.Aliases["info@example.com"] = [EmailAddress.Parse("alice@example.com")];
        options.Domains.Add("empty.example");
        _accounts = new InMemoryAccounts(Options.Create(options));
    }

    [Theory]
    [InlineData("alice@example.com", "pass word ü", true)]
    [InlineData("ALICE@EXAMPLE.COM", "pass word ü", true)]
    [InlineData("alice+detail@example.com", "pass word ü", true)]
    [InlineData("alice@example.com", "pass word u", false)]
    [InlineData("alice@example.com", "", false)]
    [InlineData("bob@example.com", "pass word ü", false)]
    [InlineData("alice", "pass word ü", false)]
    [InlineData("info@example.com", "pass word ü", false)]
    public async Task Login_succeeds_with_the_right_password_only(string user, string password, bool expected)
    {
        var result = await _accounts.AuthenticateAsync(
            new AuthRequest { Mechanism = "USER", Username = user, Secret = Encoding.UTF8.GetBytes(password), Protocol = "pop3" });
        Assert.Equal(expected, result is AuthResult.Success);
        if (result is AuthResult.Success success)
            Assert.Equal("alice@example.com", success.User.Mailbox.ToString());
    }

    [Theory]
    [InlineData("ALICE+Lists@example.com", "Lists")]
    [InlineData("alice+@example.com", null)]
    [InlineData("alice+a+b@example.com", "a+b")]
    [InlineData("alice+0123456789012345678901234567890123456789012345678901234567890123456789@example.com", "0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task A_login_means_what_a_delivery_means(string name, string? detail)
    {
        var login = Assert.IsType<AuthResult.Success>(await _accounts.AuthenticateAsync(
            new AuthRequest { Mechanism = "USER", Username = name, Secret = Encoding.UTF8.GetBytes("pass word ü"), Protocol = "pop3" })).User;
        Assert.Equal(("alice@example.com", detail), (login.Mailbox.ToString(), login.Detail));
        if (name.Length < 64)
            Assert.Equal(new RecipientStatus.Local(login.Mailbox, detail), await _accounts.ResolveAsync(EmailAddress.Parse(name)));
    }

    [Theory]
    [InlineData("alice@example.com", typeof(RecipientStatus.Local))]
    [InlineData("Postmaster@example.com", typeof(RecipientStatus.Local))]
    [InlineData("info@example.com", typeof(RecipientStatus.Alias))]
    [InlineData("info+x@example.com", typeof(RecipientStatus.Alias))]
    [InlineData("bob@example.com", typeof(RecipientStatus.Unknown))]
    [InlineData("\"a b\"@example.com", typeof(RecipientStatus.Unknown))]
    [InlineData("postmaster@empty.example", typeof(RecipientStatus.Unknown))]
    [InlineData("alice@example.org", typeof(RecipientStatus.Remote))]
    public async Task Address_resolves(string address, Type expected) =>
        Assert.IsType(expected, await _accounts.ResolveAsync(EmailAddress.Parse(address)));

    [Theory]
    [InlineData("alice@example.com", "alice@example.com")]
    [InlineData("anybody@example.com", "alice@example.com")]
    [InlineData("\"a b\"@example.com", "alice@example.com")]
    [InlineData("anybody@caught.example", "elsewhere@example.org")]
    [InlineData("anybody@plain.example", null)]
    public async Task Catch_all_takes_what_nobody_has_in_its_domain_and_in_no_other(string address, string? expected)
    {
        var options = new InMemoryAccountsOptions();
        options.Users["alice@example.com"] = "x";
        options.Domains.Add("plain.example");
        options.CatchAll["Example.com"] = EmailAddress.Parse("alice@example.com");
        options.CatchAll["caught.example"] = EmailAddress.Parse("elsewhere@example.org");
        var accounts = new InMemoryAccounts(Options.Create(options));
        Assert.Equal(expected, await accounts.ResolveAsync(EmailAddress.Parse(address)) switch
        {
            RecipientStatus.Local local => local.Mailbox.ToString(),
            RecipientStatus.Alias alias => Assert.Single(alias.Targets).ToString(),
            _ => null,
        });
        Assert.IsType<RecipientStatus.Remote>(await accounts.ResolveAsync(EmailAddress.Parse("a@elsewhere.example")));
    }

    [Fact]
    public async Task Catch_all_of_every_domain_leaves_nothing_to_send_elsewhere()
    {
        var options = new InMemoryAccountsOptions();
        options.Users["alice@example.com"] = "x";
        options.CatchAll["*"] = EmailAddress.Parse("alice@example.com");
        var accounts = new InMemoryAccounts(Options.Create(options));
        foreach (var address in (string[])["anybody@example.com", "anybody@elsewhere.example", "\"a b\"@[192.0.2.1]"])
            Assert.Equal("alice@example.com", Assert.IsType<RecipientStatus.Local>(await accounts.ResolveAsync(EmailAddress.Parse(address))).Mailbox.ToString());
    }

    [Fact]
    public void Catch_all_that_leads_to_nobody_is_refused()
    {
        var options = new InMemoryAccountsOptions();
        options.Users["alice@example.com"] = "x";
        options.CatchAll["example.com"] = EmailAddress.Parse("bob@example.com");
        Assert.Contains("leads to bob@example.com, whom nobody knows here", Assert.Throws<FormatException>(() => new InMemoryAccounts(Options.Create(options))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_names_are_refused_when_the_accounts_are_made()
    {
        var options = new InMemoryAccountsOptions();
        options.Users["no name"] = "x";
        Assert.Contains("'no name'", Assert.Throws<FormatException>(() => new InMemoryAccounts(Options.Create(options))).Message, StringComparison.Ordinal);
    }
}
