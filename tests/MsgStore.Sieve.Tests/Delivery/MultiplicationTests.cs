using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>Scripts that make many messages of one: how many there are in the end.</summary>
public sealed class MultiplicationTests
{
    // 40 octets, without anything that a host could know the message by again.
    private const string Message = "From: x@example.net\r\nSubject: x\r\n\r\nBody\r\n";
    private const string Hides = """
        require ["editheader", "copy", "enotify", "variables", "envelope", "subaddress"];
        deleteheader "Message-ID"; deleteheader "Received"; deleteheader "X-Sieve-Redirected-From"; deleteheader "X-Sieve-Redirects-Left";

        """;

    private static string FourWays(string address) => Hides + string.Concat(Enumerable.Range(1, 4).Select(way => $"redirect \"{address.Replace("@", $"+{way}@", StringComparison.Ordinal)}\";\n"));

    private static DeliveryFixture Host(string domain, IReadOnlyList<string> users, Action<Sieve.Delivery.SieveDeliveryOptions>? configure = null, Action<IServiceCollection>? change = null) =>
        new(configure: configure, change: services =>
        {
            services.PostConfigure<InMemoryAccountsOptions>(accounts =>
            {
                accounts.Users.Clear();
                foreach (var user in users)
                    accounts.Users[$"{user}@{domain}"] = "x";
            });
            change?.Invoke(services);
        });

    private static async Task<int> CountAsync(DeliveryFixture host, string user)
    {
        // Copies to a subaddress are filed in its folder, where there is one.
        var count = 0;
        foreach (var folder in (string[])["INBOX", "1", "2", "3", "4"])
            count += (await host.ListAsync(folder, MailboxName.Parse(user))).Count;
        return count;
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 100)]
    [InlineData(0, 16)]
    public async Task The_product_of_redirects_is_bounded_at_the_stated_budget(int memoryInDays, int budget)
    {
        string[] users = ["u1", "u2", "u3", "u4", "u5"];
        using var host = Host("example.com", users, options =>
        {
            options.RedirectMemory = TimeSpan.FromDays(memoryInDays);
            options.MaxRedirectCopies = budget;
            options.MaxListRecipients = budget;
            options.TellsOwnerOfErrors = false;
        });
        for (var i = 0; i < 4; i++)
            host.Scripts.Active[$"{users[i]}@example.com"] = FourWays($"{users[i + 1]}@example.com");
        Assert.True((await host.DeliverAsync(Message, to: "u1@example.com")).IsServed);
        var copies = 0;
        foreach (var user in users)
            copies += await CountAsync(host, $"{user}@example.com");
        Assert.InRange(copies, 1, budget);
    }

    [Fact]
    public async Task Strangers_get_no_more_than_the_budget_and_the_owners_limits_allow()
    {
        string[] users = ["u1", "u2", "u3", "u4", "u5"];
        var limits = new Limits(10);
        using var host = Host("example.com", users, change: services => services.AddSingleton<ISendLimits>(limits));
        for (var i = 0; i < 4; i++)
            host.Scripts.Active[$"{users[i]}@example.com"] = FourWays($"{users[i + 1]}@example.com") + string.Concat(
                Enumerable.Range(1, 3).Select(number => $"notify \"mailto:stranger{number}@example.org\";\n"));
        host.Scripts.Active["u5@example.com"] = FourWays("stranger@example.org");
        for (var i = 0; i < 30; i++)
            Assert.True((await host.DeliverAsync(Message.Replace("Body", $"Body {i}", StringComparison.Ordinal), to: "u1@example.com")).IsServed);
        Assert.All(users, user => Assert.InRange(host.Outbound.Sent.Count(sent => sent.Envelope.Recipients[0].Address.Domain == "example.org"), 1, 10 * users.Length));
        Assert.All(limits.Counted, counted => Assert.InRange(counted.Value, 0, 10));
    }

    [Fact]
    public async Task An_owner_who_has_sent_enough_keeps_the_message_and_is_told()
    {
        using var fixture = new DeliveryFixture(change: services => services.AddSingleton<ISendLimits>(new Limits(2)));
        fixture.Script = """redirect "friend@example.org";""";
        for (var i = 0; i < 3; i++)
            await fixture.DeliverAsync(DeliveryFixture.Message.Replace("<m1@", $"<m{i}@", StringComparison.Ordinal));
        Assert.Equal(2, fixture.Outbound.Sent.Count);
        Assert.Contains("The owner has sent as many messages as they may", await fixture.ReadAsync(index: 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repetition_counts_once()
    {
        var limits = new Limits(10);
        using var fixture = new DeliveryFixture(change: services => services.AddSingleton<ISendLimits>(limits));
        fixture.Script = """redirect "friend@example.org";""";
        await fixture.DeliverAsync();
        await fixture.DeliverAsync();
        Assert.Equal(1, limits.Counted[DeliveryFixture.Alice]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_loop_of_two_hosts_ends_within_the_budget(int memoryInDays)
    {
        string[] users = ["u1", "u2", "u3", "u4"];
        var wire = new Wire();
        using var first = MakeHost("one.example");
        using var second = MakeHost("two.example");
        foreach (var (host, other) in ((DeliveryFixture, string)[])[(first, "two.example"), (second, "one.example")])
            foreach (var user in users)
                host.Scripts.Active[$"{user}@{(other == "two.example" ? "one.example" : "two.example")}"] =
                    Hides + string.Concat(users.Select(target => $"redirect \"{target}+x@{other}\";\n"));
        Assert.True((await first.DeliverAsync(Message, to: "u1@one.example")).IsServed);
        var letters = 0;
        while (wire.Waiting.TryDequeue(out var letter))
        {
            Assert.InRange(++letters, 1, 6 * 100);
            var (envelope, text) = letter;
            var host = envelope.Recipients[0].Address.Domain == "one.example" ? first : second;
            Assert.True((await host.DeliverTracedAsync("Received: from peer by host\r\n", text, envelope.From?.ToString(), envelope.Recipients[0].Address.ToString())).Worst.IsServed);
        }

        var copies = 0;
        foreach (var user in users)
            copies += await CountAsync(first, $"{user}@one.example") + await CountAsync(second, $"{user}@two.example");
        Assert.InRange(copies, 1, 100);

        DeliveryFixture MakeHost(string domain) => Host(
            domain, users,
            options =>
            {
                options.RedirectMemory = TimeSpan.FromDays(memoryInDays);
                options.TellsOwnerOfErrors = false;
            },
            services => services.AddSingleton<IOutboundAgent>(wire));
    }

    [Theory]
    [InlineData("", 25)]
    [InlineData("X-Sieve-Redirects-Left: 100000\r\n", 25)]
    [InlineData("X-Sieve-Redirects-Left: 40\r\n", 10)]
    [InlineData("X-Sieve-Redirects-Left: 100\r\nX-Sieve-Redirects-Left: 8\r\n", 2)]
    [InlineData("X-Sieve-Redirects-Left: 4\r\n", 1)]
    [InlineData("X-Sieve-Redirects-Left: 3\r\n", null)]
    [InlineData("X-Sieve-Redirects-Left: many\r\n", null)]
    [InlineData("X-Sieve-Redirects-Left: -5\r\n", null)]
    [InlineData("X-Sieve-Redirects-Left:\r\n", null)]
    [InlineData("X-Sieve-Redirected-From: carol@example.org\r\n", 6)]
    [InlineData("X-Sieve-Redirected-From: carol@example.org\r\nX-Sieve-Redirected-From: dave@example.org\r\n", 1)]
    [InlineData("X-Sieve-Redirected-From: c@example.org\r\nX-Sieve-Redirected-From: d@example.org\r\nX-Sieve-Redirected-From: e@example.org\r\n", null)]
    public async Task A_forged_or_missing_number_gives_no_more_than_a_new_message_has(string fields, int? left)
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = FourWays("friend@example.org");
        await fixture.DeliverAsync(fields + DeliveryFixture.Message);
        Assert.Equal(left is null ? 0 : 4, fixture.Outbound.Sent.Count);
        Assert.All(fixture.Outbound.Sent, sent => Assert.StartsWith($"X-Sieve-Redirects-Left: {left}\r\n",
            string.Concat(sent.Text.Split("\r\n").SkipWhile(line => line.StartsWith("X-Sieve-Redirected-From:", StringComparison.Ordinal)).Select(line => line + "\r\n")), StringComparison.Ordinal));
        if (left is null)
            Assert.Contains("copies, and of the 100 that redirects may make of one message", await fixture.ReadAsync(index: 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notifications_and_answers_have_the_budget_of_what_caused_them()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """
            require ["enotify", "vacation"];
            notify "mailto:one@example.org"; notify "mailto:two@example.org"; vacation "Away.";
            """;
        await fixture.DeliverAsync("X-Sieve-Redirects-Left: 6\r\n" + DeliveryFixture.Message);
        Assert.Equal(["3", "3", "6"], fixture.Outbound.Sent.Select(sent => sent.Text.Split("X-Sieve-Redirects-Left: ")[1].Split("\r\n")[0]).Order());
        await fixture.DeliverAsync("X-Sieve-Redirects-Left: 1\r\n" + DeliveryFixture.Message.Replace("<m1@", "<m2@", StringComparison.Ordinal), "other@example.net");
        Assert.Equal("other@example.net", fixture.Outbound.Sent.Skip(3).Select(sent => sent.Envelope.Recipients[0].Address.ToString()).Single());
    }

    [Fact]
    public async Task A_message_without_Message_ID_that_comes_back_is_known_by_its_content()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """redirect "friend@example.org";""";
        await fixture.DeliverTracedAsync("Received: a\r\n", Message, "sender@example.net", "alice@example.com");
        await fixture.DeliverTracedAsync("Received: b\r\nReceived: a\r\n", "X-Added: on the way\r\n" + Message, "sender@example.net", "alice@example.com");
        Assert.Single(fixture.Outbound.Sent);
        Assert.Single(await fixture.ListAsync());
        await fixture.DeliverAsync(Message.Replace("Subject: x", "Subject: y", StringComparison.Ordinal));
        await fixture.DeliverAsync(Message.Replace("Body", "Another body", StringComparison.Ordinal));
        Assert.Equal(3, fixture.Outbound.Sent.Count);
    }

    /// <summary>So many messages for each owner.</summary>
    private sealed class Limits(int most) : ISendLimits
    {
        public ConcurrentDictionary<MailboxName, int> Counted { get; } = [];

        public ValueTask<bool> TrySendAsync(MailboxName owner, CancellationToken cancellationToken = default)
        {
            if (Counted.GetValueOrDefault(owner) >= most)
                return new(false);
            Counted.AddOrUpdate(owner, 1, (_, count) => count + 1);
            return new(true);
        }
    }

    /// <summary>What two hosts send each other, as octets and envelopes: nothing else of a message gets to the next host.</summary>
    private sealed class Wire : IOutboundAgent
    {
        public ConcurrentQueue<(Envelope Envelope, string Text)> Waiting { get; } = [];

        public async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
        {
            using var reader = new StreamReader(content.OpenRead(), Encoding.UTF8);
            Waiting.Enqueue((envelope, await reader.ReadToEndAsync(cancellationToken)));
            return DeliveryReport.ForAll(envelope, address => RecipientOutcome.Queued(address, "q"));
        }
    }
}
