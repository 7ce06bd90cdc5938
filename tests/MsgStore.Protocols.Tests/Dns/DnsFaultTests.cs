using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Protocols.Dns;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Dns;

/// <summary>Servers that fail, and datagrams and streams that are not what was asked for.</summary>
public sealed class DnsFaultTests
{
    private const string Host = "quite-a-long-name-that-nobody-spells-by-chance.example";
    private static readonly byte[] OwnerOfQuestion = [0xc0, 12];
    private static readonly byte[] Poison = FakeNameServer.Record(OwnerOfQuestion, 1, 300, [198, 51, 100, 66]);

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task Server_that_fails_or_refuses_gives_way_to_the_next_one(int error)
    {
        await using var failing = new FakeNameServer();
        failing.Errors[Host] = error;
        await using var server = new FakeNameServer().Address(Host, "192.0.2.1");
        Assert.Equal("192.0.2.1", await AddressAsync(failing.Resolver(configure: options => options.Servers.Add($"{server.EndPoint}"))));
        Assert.Equal((1, 1), (failing.Questions, server.Questions));
    }

    [Fact]
    public async Task Name_that_does_not_exist_is_asked_for_once()
    {
        await using var first = new FakeNameServer();
        await using var second = new FakeNameServer().Address(Host, "192.0.2.1");
        var answer = await first.Resolver(configure: options => options.Servers.Add($"{second.EndPoint}")).QueryAsync(Host, DnsRecordType.A);
        Assert.Equal((DnsStatus.NoSuchName, 0), (answer.Status, second.Questions));
    }

    [Theory]
    [InlineData("the number")]
    [InlineData("the spelling")]
    [InlineData("the name")]
    [InlineData("the type")]
    [InlineData("the class")]
    [InlineData("what is no response")]
    [InlineData("no question")]
    [InlineData("two questions")]
    [InlineData("nothing")]
    public async Task Datagram_that_does_not_repeat_the_question_poisons_nothing(string what)
    {
        await using var server = new FakeNameServer().Address(Host, "192.0.2.1");
        server.Fault = asked => asked.IsDatagram ? [Forged(asked, what), asked.Answer] : asked.As(asked.Answer);
        var resolver = server.Resolver();
        Assert.Equal("192.0.2.1", await AddressAsync(resolver));
        Assert.Equal("192.0.2.1", await AddressAsync(resolver));
    }

    [Theory]
    [InlineData("the number")]
    [InlineData("the name")]
    [InlineData("what is no response")]
    public async Task Stream_that_does_not_answer_the_question_is_no_answer(string what)
    {
        await using var server = new FakeNameServer().Address(Host, "192.0.2.1");
        server.Fault = asked => asked.As(Forged(asked, what));
        var answer = await server.Resolver(configure: options => options.Attempts = 1).QueryAsync(Host, DnsRecordType.A);
        Assert.Equal((DnsStatus.Unavailable, $"{server.EndPoint}: what it sent is no answer"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task Records_of_other_names_and_other_sections_are_neither_believed_nor_kept()
    {
        var other = FakeNameServer.Record(FakeNameServer.Name("bank.example"), 1, 300, [198, 51, 100, 66]);
        await using var server = new FakeNameServer().Address(Host, "192.0.2.1").Address("bank.example", "192.0.2.2");
        server.Fault = asked =>
        {
            var response = (byte[])[.. asked.Response(other, FakeNameServer.Record(OwnerOfQuestion, 1, 300, [192, 0, 2, 1])), .. other];
            response[11] = 1;
            return asked.As(server.Questions == 1 ? response : asked.Answer);
        };
        var resolver = server.Resolver();
        Assert.Equal("192.0.2.1", await AddressAsync(resolver));
        Assert.Equal("192.0.2.2", await AddressAsync(resolver, "bank.example"));
    }

    [Theory]
    [InlineData(new byte[] { 0xc0, 72 })]
    [InlineData(new byte[] { 1, 97, 0xc0, 72 })]
    [InlineData(new byte[] { 0xff, 0xff })]
    [InlineData(new byte[] { 0x80, 1 })]
    [InlineData(new byte[] { 63, 1 })]
    public async Task Names_that_lead_nowhere_or_to_themselves_are_refused(byte[] name)
    {
        // The first record begins behind the header and the question: 12 + 56 + 4.
        await using var server = new FakeNameServer { Fault = asked => asked.As(asked.Response(FakeNameServer.Record(name, 1, 300, [192, 0, 2, 1]))) };
        var answer = await server.Resolver(configure: options => options.Attempts = 1).QueryAsync(Host, DnsRecordType.A);
        Assert.Empty(answer.Records);
        Assert.NotEqual(DnsStatus.NoSuchName, answer.Status);
    }

    [Fact]
    public async Task Compressed_names_are_followed()
    {
        // The question is at 12, the first exchange at 41, after its record's 14 octets; both have names behind their first label.
        await using var server = new FakeNameServer
        {
            Fault = asked => asked.As(asked.Response(
                FakeNameServer.Record(OwnerOfQuestion, 15, 256, [0, 10, 2, .. "mX"u8, .. FakeNameServer.Name("mail.test")]),
                FakeNameServer.Record(OwnerOfQuestion, 15, 256, [0, 20, 2, .. "m2"u8, 0xc0, 44]),
                FakeNameServer.Record(OwnerOfQuestion, 15, 256, [0, 30, 2, .. "m3"u8, .. OwnerOfQuestion]),
                FakeNameServer.Record(OwnerOfQuestion, 39, 256, FakeNameServer.Name("other.test")),
                FakeNameServer.Record(OwnerOfQuestion, 15, 256, [0, 40, 0xc0, 105]))),
        };
        var answer = await server.Resolver().QueryAsync("D.example", DnsRecordType.Mx);
        Assert.Equal(["10 mx.mail.test", "20 m2.mail.test", "30 m3.d.example", "40 other.test"], answer.Records.OfType<DnsRecord.MailExchange>().Select(record => $"{record.Preference} {record.Exchange}"));
        Assert.All(answer.Records, record => Assert.Equal(("d.example", 256), (record.Name, (int)record.TimeToLive.TotalSeconds)));
    }

    [Theory]
    [InlineData(new byte[] { 0, 10, 0xc8, 0 })]
    [InlineData(new byte[] { 0, 10, 2, 109, 120, 0xc8, 0 })]
    [InlineData(new byte[] { 0, 10, 0xcf, 0xf0 })]
    public async Task Name_of_octets_that_are_behind_the_response_is_none(byte[] exchange)
    {
        foreach (var buffer in Enumerable.Range(0, 8).Select(_ => ArrayPool<byte>.Shared.Rent(4096)).ToList())
        {
            "\u0006secret\u0004mail\0"u8.CopyTo(buffer.AsSpan(2048));
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await using var server = new FakeNameServer { Fault = asked => asked.As(asked.Response(FakeNameServer.Record(OwnerOfQuestion, 15, 256, exchange))) };
        var answer = await server.Resolver(configure: options => options.Attempts = 1).QueryAsync("d.example", DnsRecordType.Mx);
        Assert.Equal((DnsStatus.Unavailable, $"{server.EndPoint}: what it sent is no answer"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task Response_of_more_records_than_anybody_needs_is_no_answer()
    {
        await using var server = new FakeNameServer { Fault = asked => asked.As(asked.IsDatagram ? asked.Answer : asked.Response([.. Enumerable.Repeat(Poison, 513)])) };
        server.Address(Host, "192.0.2.1").Large.Add(Host);
        var answer = await server.Resolver(configure: options => options.Attempts = 1).QueryAsync(Host, DnsRecordType.A);
        Assert.Equal(DnsStatus.Unavailable, answer.Status);
    }

    [Fact]
    public async Task Datagram_larger_than_any_that_was_asked_for_is_fetched_by_TCP()
    {
        await using var server = new FakeNameServer();
        for (var i = 0; i < 400; i++)
            server.Address(Host, $"192.0.2.{i % 256}");
        Assert.Equal(400, (await server.Resolver().QueryAsync(Host, DnsRecordType.A)).Records.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    public async Task Stream_that_ends_early_is_told_of_and_the_next_server_asked(int octets)
    {
        await using var broken = new FakeNameServer().Address(Host, "192.0.2.9");
        broken.Large.Add(Host);
        broken.Fault = asked => asked.IsDatagram ? [asked.Answer] : [FakeNameServer.Framed(asked.Answer)[..octets]];
        var answer = await broken.Resolver(configure: options => options.Attempts = 1).QueryAsync(Host, DnsRecordType.A);
        Assert.Equal(DnsStatus.Unavailable, answer.Status);
        Assert.Matches($"^{broken.EndPoint}: (it closed the connection|.*reset)", answer.Reason);
        await using var server = new FakeNameServer().Address(Host, "192.0.2.1");
        Assert.Equal("192.0.2.1", await AddressAsync(broken.Resolver(configure: options => options.Servers.Add($"{server.EndPoint}"))));
    }

    [Fact]
    public async Task Many_answers_at_once_come_by_TCP_from_a_server_that_closes_after_each()
    {
        await using var server = new FakeNameServer();
        for (var i = 0; i < 40; i++)
        {
            server.Address($"n{i}.example", "192.0.2.1");
            server.Large.Add($"n{i}.example");
        }

        var resolver = server.Resolver(configure: options => options.CacheEntries = 0);
        for (var round = 0; round < 2; round++)
            foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 40).Select(i => resolver.QueryAsync($"n{i}.example", DnsRecordType.A).AsTask())))
                Assert.Single(answer.Records);
    }

    [Property(MaxTest = 100)]
    public async Task<bool> Any_octets_end_in_an_answer_or_in_none(byte[] datagram, byte[] stream, bool isHeaderRight)
    {
        await using var server = new FakeNameServer
        {
            Fault = asked => isHeaderRight
                ? [asked.IsDatagram ? asked.Response(datagram) : FakeNameServer.Framed(asked.Response(stream, datagram))]
                : [asked.IsDatagram ? datagram : stream],
        };
        var resolver = server.Resolver(configure: options => options.Attempts = 1);
        var answer = await resolver.QueryAsync(Host, DnsRecordType.A).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        return answer.Status == DnsStatus.Success ? answer.Records.Length <= 2 : answer is { Records: [], Status: DnsStatus.Unavailable, Reason.Length: > 0 };
    }

    [Property(MaxTest = 100, Arbitrary = [typeof(RecordLike)])]
    public async Task<bool> Any_records_end_in_an_answer_or_in_none(LikeRecords records, DnsRecordType type)
    {
        await using var server = new FakeNameServer { Fault = asked => asked.As(asked.Response([.. records.Octets])) };
        var answer = await server.Resolver(configure: options => options.Attempts = 1).QueryAsync(Host, type).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        return answer.Records.Length <= records.Octets.Length;
    }

    private static byte[] Forged(AskedQuestion asked, string what)
    {
        var response = asked.Response(Poison);
        var end = response.Length - Poison.Length;
        switch (what)
        {
            case "the number":
                response[1] ^= 1;
                break;
            case "the spelling":
                for (var i = 13; i < 13 + Host.IndexOf('.', StringComparison.Ordinal); i++)
                    response[i] = (byte)char.ToLowerInvariant((char)response[i]);
                break;
            case "the name":
                response[13] ^= 1;
                break;
            case "the type":
                response[end - 3] ^= 2;
                break;
            case "the class":
                response[end - 1] = 3;
                break;
            case "what is no response":
                response[2] = 1;
                break;
            case "no question":
                return [.. response[..4], 0, 0, .. response[6..12], .. Poison];
            case "two questions":
                return [.. response[..4], 0, 2, .. response[6..end], .. response[12..]];
            default:
                return [];
        }

        return response;
    }

    private static async Task<string> AddressAsync(DnsResolver resolver, string name = Host) =>
        Assert.IsType<DnsRecord.Address>(Assert.Single((await resolver.QueryAsync(name, DnsRecordType.A)).Records)).Value.ToString();

    /// <summary>Octets that begin as records do.</summary>
    public sealed record LikeRecords(byte[][] Octets);

    /// <summary>Makes them of the pieces that records are made of.</summary>
    public static class RecordLike
    {
        private static readonly byte[][] Pieces =
        [
            OwnerOfQuestion, [0, 15, 0, 1], [0, 1, 0, 1], [0, 16, 0, 1, 0, 0, 0, 1, 0, 3, 2, 65, 66], [0, 0, 0, 9, 0, 4], [1, 2, 3, 4], [0xc0, 0xff], [3, 97, 98, 99], [0], [0xff, 0xff],
            [0, 5, 0, 1, 0, 0, 0, 9, 0, 2, 0xc0, 12], [9, .. "xn--abc-."u8], [8, .. "xn--abc-"u8, 0], Poison,
        ];

        public static Arbitrary<LikeRecords> Records() => Gen.Elements(Pieces).ListOf().Select(parts => parts.SelectMany(part => part).ToArray()).ArrayOf()
            .Select(records => new LikeRecords(records)).ToArbitrary();

        public static Arbitrary<DnsRecordType> Types() => Gen.Elements(DnsRecordType.A, DnsRecordType.Mx, DnsRecordType.Txt, DnsRecordType.Cname).ToArbitrary();
    }
}
