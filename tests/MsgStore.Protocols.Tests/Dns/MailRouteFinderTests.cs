using MsgStore.Protocols.Dns;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Dns;

public sealed class MailRouteFinderTests
{
    [Fact]
    public async Task Hosts_come_by_preference_with_all_their_addresses()
    {
        await using var server = new FakeNameServer().Mx("d.example", 20, "b.d.example").Mx("d.example", 10, "a.d.example").Mx("d.example", 30, "gone.d.example")
            .Address("a.d.example", "192.0.2.1").Address("a.d.example", "2001:db8::1").Address("b.d.example", "192.0.2.2");
        var hosts = Assert.IsType<MailRoute.Found>(await FindAsync(server, "d.example")).Hosts;
        Assert.Equal(["10 a.d.example 2001:db8::1 192.0.2.1", "20 b.d.example 192.0.2.2"], hosts.Select(host => $"{host.Preference} {host.Name} {string.Join(' ', host.Addresses)}"));
    }

    [Fact]
    public async Task Domain_without_MX_is_its_own_host()
    {
        await using var server = new FakeNameServer().Address("d.example", "192.0.2.1");
        var host = Assert.Single(Assert.IsType<MailRoute.Found>(await FindAsync(server, "d.example")).Hosts);
        Assert.Equal(("d.example", "192.0.2.1"), (host.Name, host.Addresses[0].ToString()));
    }

    [Theory]
    [InlineData("none.example", "5.1.2")]
    [InlineData("null.example", "5.1.10")]
    [InlineData("broken.example", "4.4.3")]
    [InlineData("empty.example", "5.1.2")]
    [InlineData("lost.example", "5.4.4")]
    [InlineData("unsure.example", "4.4.3")]
    [InlineData("own.example", "5.4.6")]
    [InlineData("[what]", "5.1.2")]
    public async Task Domain_without_a_usable_host_says_why(string domain, string status)
    {
        await using var server = new FakeNameServer().Mx("null.example", 0, "").Mx("lost.example", 1, "none.example").Mx("unsure.example", 1, "broken.example")
            .Mx("own.example", 10, "here.example").Mx("own.example", 20, "backup.example").Address("backup.example", "192.0.2.3");
        server.Zone["empty.example 16"] = [];
        server.Errors["broken.example"] = 2;
        var none = Assert.IsType<MailRoute.None>(await FindAsync(server, domain));
        Assert.Equal(status, none.Status.ToString());
        Assert.Contains(domain.Trim('[', ']'), none.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task This_host_and_those_behind_it_are_left_out()
    {
        await using var server = new FakeNameServer().Mx("d.example", 10, "first.example").Mx("d.example", 20, "HERE.example").Mx("d.example", 30, "last.example")
            .Address("first.example", "192.0.2.1").Address("here.example", "192.0.2.2").Address("last.example", "192.0.2.3");
        Assert.Equal("first.example", Assert.Single(Assert.IsType<MailRoute.Found>(await FindAsync(server, "d.example")).Hosts).Name);
    }

    [Theory]
    [InlineData("[192.0.2.9]", "192.0.2.9")]
    [InlineData("[IPv6:2001:db8::9]", "2001:db8::9")]
    public async Task Address_literal_needs_no_question(string domain, string address)
    {
        await using var server = new FakeNameServer();
        Assert.Equal(address, Assert.Single(Assert.IsType<MailRoute.Found>(await FindAsync(server, domain)).Hosts).Addresses[0].ToString());
        Assert.Equal(0, server.Questions);
    }

    private static async Task<MailRoute> FindAsync(FakeNameServer server, string domain) =>
        await new MailRouteFinder(server.Resolver(), ["here.example"]).FindAsync(domain);
}
