using System.Net;
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

    [Theory]
    [InlineData("localhost", "5.4.6")]
    [InlineData("here.example", "5.4.6")]
    [InlineData("[127.0.0.1]", "5.4.6")]
    [InlineData("[IPv6:::1]", "5.4.6")]
    [InlineData("[0.0.0.0]", "5.4.6")]
    [InlineData("[IPv6:::ffff:127.0.0.1]", "5.4.6")]
    [InlineData("[203.0.113.1]", "5.4.6")]
    [InlineData("loop.example", "5.4.6")]
    [InlineData("loop6.example", "5.4.6")]
    [InlineData("any.example", "5.4.6")]
    [InlineData("named.example", "5.4.6")]
    [InlineData("literal.example", "5.4.6")]
    [InlineData("other-literal.example", "5.4.4")]
    [InlineData("interface.example", "5.4.6")]
    [InlineData("inside.example", "5.4.4")]
    [InlineData("[10.1.2.3]", "5.4.4")]
    [InlineData("[IPv6:fd00::1]", "5.4.4")]
    [InlineData("[IPv6:64:ff9b::a01:203]", "5.4.4")]
    [InlineData("[IPv6:64:ff9b:1::a01:203]", "5.4.4")]
    [InlineData("[IPv6:::10.1.2.3]", "5.4.4")]
    [InlineData("path.example", "5.4.4")]
    [InlineData("[169.254.169.254]", "5.4.4")]
    public async Task Neither_this_host_nor_a_private_network_is_connected_to_because_a_record_leads_there(string domain, string status)
    {
        await using var server = Leading();
        var none = Assert.IsType<MailRoute.None>(await FindAsync(server, domain));
        Assert.Equal(status, none.Status.ToString());
    }

    [Fact]
    public async Task Networks_that_the_operator_names_are_sent_to_and_a_host_with_a_public_address_too_is_reached_there()
    {
        await using var server = Leading();
        Assert.Equal(["203.0.113.7"], Addresses(await FindAsync(server, "both.example")));
        Assert.Equal(["127.0.0.1"], Addresses(await FindAsync(server, "loop.example", "127.0.0.0/8")));
        Assert.Equal(["10.1.2.3"], Addresses(await FindAsync(server, "[10.1.2.3]", "10.0.0.0/8")));
        Assert.IsType<MailRoute.None>(await FindAsync(server, "[10.1.2.3]", "10.2.0.0/16"));

        static string[] Addresses(MailRoute route) =>
            [.. Assert.IsType<MailRoute.Found>(route).Hosts.SelectMany(host => host.Addresses).Select(address => address.ToString())];
    }

    private static FakeNameServer Leading() => new FakeNameServer().Mx("loop.example", 1, "loop.target.example").Address("loop.target.example", "127.0.0.1")
        .Mx("loop6.example", 1, "loop6.target.example").Address("loop6.target.example", "::1")
        .Mx("any.example", 1, "any.target.example").Address("any.target.example", "0.0.0.0")
        .Mx("named.example", 1, "localhost").Address("localhost", "127.0.0.1").Address("here.example", "198.51.100.1")
        .Mx("literal.example", 1, "127.0.0.1").Mx("other-literal.example", 1, "198.51.100.2")
        .Mx("path.example", 1, "/run/app.example").Address("/run/app.example", "198.51.100.3")
        .Mx("interface.example", 1, "interface.target.example").Address("interface.target.example", "203.0.113.1")
        .Mx("inside.example", 1, "inside.target.example").Address("inside.target.example", "192.168.1.1")
        .Mx("both.example", 1, "both.target.example").Address("both.target.example", "192.168.1.1").Address("both.target.example", "203.0.113.7");

    private static async Task<MailRoute> FindAsync(FakeNameServer server, string domain, params string[] privateNetworks) =>
        await new MailRouteFinder(server.Resolver(), ["here.example"])
        {
            OwnAddresses = [IPAddress.Parse("203.0.113.1")],
            PrivateNetworks = [.. privateNetworks.Select(network => IPNetwork.Parse(network))],
        }.FindAsync(domain);
}
