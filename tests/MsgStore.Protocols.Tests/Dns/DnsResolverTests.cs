using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
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
        var time = new FakeTimeProvider();
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
        var time = new FakeTimeProvider();
        var options = new DnsOptions();
        options.Servers.Add($"{silent.LocalEndPoint}");
        options.Servers.Add(server.EndPoint.ToString());
        var asking = new DnsResolver(options, time).QueryAsync("a.example", DnsRecordType.A).AsTask();
        await silent.ReceiveAsync(new byte[512]);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Single((await asking.WaitAsync(TimeSpan.FromMinutes(1))).Records);
    }

    [Fact]
    public async Task Silence_of_every_server_ends_when_each_was_asked_as_often_as_allowed()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var time = new FakeTimeProvider();
        var options = new DnsOptions { Attempts = 3 };
        options.Servers.Add($"{silent.LocalEndPoint}");
        var asking = new DnsResolver(options, time).QueryAsync("a.example", DnsRecordType.A).AsTask();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.False(asking.IsCompleted);
            await silent.ReceiveAsync(new byte[512]).WaitAsync(TimeSpan.FromMinutes(1));
            time.Advance(TimeSpan.FromSeconds(5));
        }

        var answer = await asking.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((DnsStatus.Unavailable, $"{silent.LocalEndPoint} did not answer within 5 s"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task Who_asked_can_give_up()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var options = new DnsOptions();
        options.Servers.Add($"{silent.LocalEndPoint}");
        using var giveUp = new CancellationTokenSource();
        var asking = new DnsResolver(options, new FakeTimeProvider()).QueryAsync("a.example", DnsRecordType.A, giveUp.Token).AsTask();
        await silent.ReceiveAsync(new byte[512]).WaitAsync(TimeSpan.FromMinutes(1));
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(TimeSpan.FromMinutes(1)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new DnsResolver(options, TimeProvider.System).QueryAsync("a.example", DnsRecordType.A, giveUp.Token).AsTask());
    }

    [Fact]
    public async Task Texts_are_their_octets_joined()
    {
        byte[] escapes = [.. "a\\b\\200;\"c"u8, 0, 9, 127];
        byte[] octets = [0xff, (byte)'"', 0xe2, 0x82, (byte)'x', 0xef, 0xbf, 0xbd, 0];
        await using var server = new FakeNameServer().Add("a.example", 16, 300, [7, .. "v=spf1 "u8, 4, .. "-all"u8, 0]).Add("a.example", 16, 300, [2, 0xc3, 0xbc])
            .Add("a.example", 16, 300, [(byte)escapes.Length, .. escapes]).Add("a.example", 16, 300, [(byte)octets.Length, .. octets]);
        var texts = (await server.Resolver().QueryAsync("a.example", DnsRecordType.Txt)).Records.OfType<DnsRecord.Text>().Select(record => record.Value);
        Assert.Equal(["v=spf1 -all", "Ã¼", Encoding.Latin1.GetString(escapes), Encoding.Latin1.GetString(octets)], texts);
    }

    [Fact]
    public async Task Null_MX_has_no_host_and_a_time_to_live_with_the_highest_bit_is_none()
    {
        await using var server = new FakeNameServer().Mx("null.example", 0, "", uint.MaxValue);
        var record = Assert.IsType<DnsRecord.MailExchange>(Assert.Single((await server.Resolver().QueryAsync("null.example", DnsRecordType.Mx)).Records));
        Assert.Equal((0, "", TimeSpan.Zero), (record.Preference, record.Exchange, record.TimeToLive));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space.example")]
    [InlineData("back\\slash;\"quote.example")]
    public async Task Alias_of_what_is_no_name_leads_to_an_answer_all_the_same(string target)
    {
        await using var server = new FakeNameServer().Alias("a.example", target, 1);
        var answer = await server.Resolver().QueryAsync("a.example", DnsRecordType.A);
        Assert.Empty(answer.Records);
    }

    [Theory]
    [InlineData("xn--strae-oqa.example")]
    [InlineData("xn--i-7iq.example")]
    [InlineData("xn--a.example")]
    public async Task A_labels_are_asked_for_as_they_are(string name)
    {
        await using var server = new FakeNameServer().Address(name, "192.0.2.1").Mx("d.example", 1, name);
        var resolver = server.Resolver();
        Assert.Equal("192.0.2.1", (await AddressesAsync(resolver, name, DnsRecordType.A)).Single());
        Assert.Equal(name, (await resolver.QueryAsync("d.example", DnsRecordType.Mx)).Records.OfType<DnsRecord.MailExchange>().Single().Exchange);
        Assert.Equal(DnsStatus.NoSuchName, (await resolver.QueryAsync("xn--none-of-idna-.example", DnsRecordType.Mx)).Status);
    }

    [Fact]
    public async Task Resolver_file_is_read_again_when_it_changes_and_not_believed_when_it_is_empty()
    {
        var file = Path.GetTempFileName();
        try
        {
            // Nobody answers at an address for all: the system refuses to ask there.
            var time = new FakeTimeProvider();
            var resolver = new DnsResolver(new DnsOptions { ResolverFile = file }, time);
            foreach (var (line, server) in new[] { ("nameserver 255.255.255.255", "255.255.255.255:53"), ("nameserver 127.255.255.255", "127.255.255.255:53"), ("", "127.255.255.255:53") })
            {
                await File.WriteAllTextAsync(file, line + "\n");
                time.Advance(TimeSpan.FromSeconds(1));
                var answer = await resolver.QueryAsync("a.example", DnsRecordType.A).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
                Assert.StartsWith(server + ": ", answer.Reason, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Address_that_is_none_means_this_computer()
    {
        await using var server = new FakeNameServer().Address("a.example", "192.0.2.1");
        var options = new DnsOptions();
        options.Servers.Add($"0.0.0.0:{server.EndPoint.Port}");
        Assert.Single((await new DnsResolver(options, TimeProvider.System).QueryAsync("a.example", DnsRecordType.A)).Records);
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
