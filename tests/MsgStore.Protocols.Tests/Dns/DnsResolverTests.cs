using System.Net;
using System.Net.Sockets;
using MsgStore.Protocols.Dns;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Dns;

public sealed class DnsResolverTests
{
    [Fact]
    public async Task Records_of_a_name_are_found_whatever_its_spelling()
    {
        await using var server = new FakeNameServer().Mx("xn--bcher-kva.example", 10, "MX.Example").Address("a.example", "192.0.2.1").Address("a.example", "2001:db8::1");
        var resolver = server.Resolver();
        var mx = await resolver.QueryAsync("Bücher.Example.", DnsRecordType.Mx);
        Assert.Equal((10, "mx.example"), mx.Records.OfType<DnsRecord.MailExchange>().Select(record => (record.Preference, record.Exchange)).Single());
        Assert.Equal("192.0.2.1", (await AddressesAsync(resolver, "A.example", DnsRecordType.A)).Single());
        Assert.Equal("2001:db8::1", (await AddressesAsync(resolver, "a.example", DnsRecordType.Aaaa)).Single());
    }

    [Fact]
    public async Task Missing_name_missing_records_and_trouble_are_three_things()
    {
        await using var server = new FakeNameServer().Address("a.example", "192.0.2.1");
        server.Errors["broken.example"] = 2;
        server.Errors["refused.example"] = 5;
        var resolver = server.Resolver();
        Assert.Equal(DnsStatus.NoSuchName, (await resolver.QueryAsync("none.example", DnsRecordType.Mx)).Status);
        var empty = await resolver.QueryAsync("a.example", DnsRecordType.Mx);
        Assert.Equal((DnsStatus.Success, 0), (empty.Status, empty.Records.Length));
        Assert.Equal(DnsStatus.Unavailable, (await resolver.QueryAsync("refused.example", DnsRecordType.Mx)).Status);
        var broken = await resolver.QueryAsync("broken.example", DnsRecordType.Mx);
        Assert.Equal(DnsStatus.Unavailable, broken.Status);
        Assert.Contains("error 2", broken.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aliases_are_followed_through_the_answer_and_beyond_it_but_not_in_circles()
    {
        await using var server = new FakeNameServer()
            .Alias("www.example", "host.example", 1).Address("host.example", "192.0.2.7")
            .Alias("one.example", "two.example", 1).Alias("two.example", "one.example", 1);
        var resolver = server.Resolver();
        Assert.Equal("192.0.2.7", (await AddressesAsync(resolver, "www.example", DnsRecordType.A)).Single());
        Assert.Equal(DnsStatus.Unavailable, (await resolver.QueryAsync("one.example", DnsRecordType.A)).Status);
    }

    [Fact]
    public async Task Answer_that_does_not_fit_into_a_datagram_is_fetched_by_TCP()
    {
        await using var server = new FakeNameServer();
        for (var i = 0; i < 200; i++)
            server.Mx("large.example", i, $"mx{i}.large.example");
        server.Large.Add("large.example");
        Assert.Equal(200, (await server.Resolver().QueryAsync("large.example", DnsRecordType.Mx)).Records.Length);
    }

    [Fact]
    public async Task Datagram_that_answers_another_question_is_ignored()
    {
        await using var server = new FakeNameServer { IsForged = true }.Address("a.example", "192.0.2.1");
        Assert.Equal("192.0.2.1", (await AddressesAsync(server.Resolver(), "a.example", DnsRecordType.A)).Single());
    }

    [Fact]
    public async Task Server_of_old_is_asked_again_without_EDNS()
    {
        await using var server = new FakeNameServer { IsOld = true }.Address("a.example", "192.0.2.1");
        Assert.Equal("192.0.2.1", (await AddressesAsync(server.Resolver(), "a.example", DnsRecordType.A)).Single());
        Assert.Equal(2, server.Questions);
    }

    [Fact]
    public async Task Answers_are_kept_as_long_as_they_say()
    {
        await using var server = new FakeNameServer().Address("a.example", "192.0.2.1", seconds: 100).Address("zero.example", "192.0.2.1", seconds: 0);
        var time = new ManualTimeProvider();
        var resolver = server.Resolver(time);
        foreach (var (wait, questions) in new[] { (0, 1), (99, 1), (1, 2), (50, 2) })
        {
            time.Advance(TimeSpan.FromSeconds(wait));
            await resolver.QueryAsync("a.example", DnsRecordType.A);
            Assert.Equal(questions, server.Questions);
        }

        await resolver.QueryAsync("zero.example", DnsRecordType.A);
        await resolver.QueryAsync("zero.example", DnsRecordType.A);
        await resolver.QueryAsync("none.example", DnsRecordType.A);
        await resolver.QueryAsync("none.example", DnsRecordType.A);
        Assert.Equal(5, server.Questions);
    }

    [Fact]
    public async Task Kept_answers_are_bounded_in_number()
    {
        await using var server = new FakeNameServer();
        var resolver = server.Resolver(configure: options => options.CacheEntries = 4);
        for (var i = 0; i < 20; i++)
            await resolver.QueryAsync($"n{i}.example", DnsRecordType.A);
        await resolver.QueryAsync("n19.example", DnsRecordType.A);
        Assert.Equal(20, server.Questions);
        await resolver.QueryAsync("n0.example", DnsRecordType.A);
        Assert.Equal(21, server.Questions);
    }

    [Fact]
    public async Task Silent_server_gives_way_to_the_next_one()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var server = new FakeNameServer().Address("a.example", "192.0.2.1");
        var time = new ManualTimeProvider();
        var options = new DnsOptions();
        options.Servers.Add($"{silent.LocalEndPoint}");
        options.Servers.Add(server.EndPoint.ToString());
        var asking = new DnsResolver(options, time).QueryAsync("a.example", DnsRecordType.A).AsTask();
        await silent.ReceiveAsync(new byte[512]);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Single((await asking.WaitAsync(TimeSpan.FromMinutes(1))).Records);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("nul\0.example")]
    [InlineData("\ud800.example")]
    public async Task What_is_no_name_does_not_exist(string name)
    {
        await using var server = new FakeNameServer();
        Assert.Equal(DnsStatus.NoSuchName, (await server.Resolver().QueryAsync(name, DnsRecordType.Mx)).Status);
    }

    [Fact]
    public void Resolver_file_names_servers_among_much_else()
    {
        var servers = ResolverFile.Read(["# comment", "search example.com", "nameserver 192.0.2.53", "nameserver\t2001:db8::53", "nameserver what", "nameserver", "options edns0"]);
        Assert.Equal(["192.0.2.53:53", "[2001:db8::53]:53"], servers.Select(server => server.ToString()));
        Assert.Empty(ResolverFile.ReadFile("/nowhere/resolv.conf"));
    }

    private static async Task<IEnumerable<string>> AddressesAsync(DnsResolver resolver, string name, DnsRecordType type) =>
        (await resolver.QueryAsync(name, type)).Records.OfType<DnsRecord.Address>().Select(record => record.Value.ToString());
}
