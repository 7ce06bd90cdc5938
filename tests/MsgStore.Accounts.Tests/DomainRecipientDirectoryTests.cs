using Microsoft.Extensions.DependencyInjection;
using MsgStore.Accounts.Configuration;
using MsgStore.Accounts.Tests.Support;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Tests;

public sealed class DomainRecipientDirectoryTests : IDisposable
{
    private readonly AccountsFixture _accounts = new(options => options.DefaultDomain = "example.com");

    public void Dispose() => _accounts.Dispose();

    [Theory]
    [InlineData("alice@example.com", "alice@example.com")]
    [InlineData("ALICE@EXAMPLE.com", "alice@example.com")]
    [InlineData("alice+lists@example.com", "alice@example.com +lists")]
    [InlineData("alice+a+b@example.com", "alice@example.com +a+b")]
    [InlineData("alice+@example.com", "alice@example.com")]
    [InlineData("+alice@example.com", "Unknown")]
    [InlineData("bob@example.com", "team@example.com")]
    [InlineData("nobody@example.com", "Unknown")]
    [InlineData("postmaster@example.com", "alice@example.com")]
    [InlineData("PostMaster@example.com", "alice@example.com")]
    [InlineData("\"a b\"@example.com", "Unknown")]
    [InlineData("\"../alice\"@example.com", "Unknown")]
    [InlineData("alice@example.net", "Remote")]
    [InlineData("alice@[192.0.2.1]", "Remote")]
    [InlineData("alice@domains.json", "Remote")]
    public async Task Users_are_found_by_the_passwd_file(string address, string expected)
    {
        _accounts.Write("example.com/config.json", "{}");
        _accounts.Write("example.com/passwd", "# users\n\n alice:x \nbob:y:team:1000\nbroken\n");
        _accounts.Write("domains.json", "{}");
        Assert.Equal(expected, await _accounts.ResolveAsync(address));
    }

    [Fact]
    public async Task A_user_whose_name_is_too_long_in_lower_case_is_a_bad_line_and_nobody_else_is_harmed()
    {
        // Two octets of UTF-8 each, three in lower case.
        var grows = new string('\u023a', 32);
        _accounts.Write("example.com/config.json", "{}");
        _accounts.Write("example.com/passwd", $"{grows}:x\nbob:x:{grows}\nalice:x\n");
        Assert.Equal("Unknown", await _accounts.ResolveAsync($"{grows}@example.com"));
        Assert.Equal("Unknown", await _accounts.ResolveAsync("bob@example.com"));
        Assert.Equal("alice@example.com", await _accounts.ResolveAsync("postmaster@example.com"));
        Assert.Equal(1, _accounts.CountLogged(6003));
        Assert.Equal("InvalidCredentials", await _accounts.LogInAsync($"{grows}@example.com", "x"));
    }

    [Fact]
    public async Task Who_forwards_all_mail_away_owns_their_address_in_their_own_spelling()
    {
        _accounts.Write("example.com/config.json", """{"local_part_folding": "exact"}""");
        _accounts.Write("example.com/passwd", "Alice:x\nalice:x\n");
        _accounts.Write("example.com/user_forwards/Alice", "away@example.net\n");
        var away = Assert.IsType<RecipientStatus.Alias>(await _accounts.Directories.ResolveAsync(EmailAddress.Parse("Alice@example.com")));
        Assert.Equal("Alice@example.com", away.Owner?.ToString());
        Assert.Equal("alice@example.com", await _accounts.ResolveAsync("alice@example.com"));
    }

    [Theory]
    [InlineData("sales@example.com", "-> alice@example.com, carol@example.net")]
    [InlineData("Sales+x@example.com", "-> alice@example.com, carol@example.net")]
    [InlineData("list@example.com", "-> alice@example.com")]
    [InlineData("bob@example.com", "-> bob@example.org")]
    [InlineData("carol@example.com", "carol@example.com & -> carol@example.org")]
    [InlineData("carol+x@example.com", "carol@example.com +x & -> carol@example.org")]
    [InlineData("\"\\\\carol\"@example.com", "Unknown")]
    [InlineData("\"\\\\nobody\"@example.com", "Unknown")]
    [InlineData("dave@example.com", "-> dave@example.org")]
    [InlineData("alice@example.com", "alice@example.com")]
    [InlineData("anyone@example.com", "-> rest@example.net")]
    [InlineData("postmaster@example.com", "-> rest@example.net")]
    public async Task Forwards_go_before_users_and_the_catch_all_comes_last(string address, string expected)
    {
        _accounts.Write("example.com/config.json", """
            {
              // addresses that only forward
              "forwards": { "Sales": "alice@example.com, carol@example.net", "list": ["alice@example.com"], "bob": "bob@example.net", "*": "rest@example.net", },
            }
            """);
        _accounts.Write("example.com/passwd", "alice:x\nbob:x\ncarol:x\n");
        _accounts.Write("example.com/user_forwards/bob", "# away\n\nbob@example.org\r\n");
        _accounts.Write("example.com/user_forwards/carol", "Carol@Example.com\ncarol@example.org");
        _accounts.Write("example.com/user_forwards/dave", "dave@example.org");
        Assert.Equal(expected, await _accounts.ResolveAsync(address));
    }

    [Fact]
    public async Task A_user_who_forwards_to_himself_too_keeps_a_copy()
    {
        _accounts.Write("example.com/config.json", "{}");
        _accounts.Write("example.com/passwd", "alice:x\nbob:x\n");
        _accounts.Write("example.com/user_forwards/alice", "alice@example.com\nbob@example.com\n");
        var now = _accounts.Time.GetUtcNow();
        var report = await _accounts.Services.GetRequiredService<IDeliveryAgent>().DeliverAsync(
            new Envelope
            {
                Id = EnvelopeId.New(now),
                From = EmailAddress.Parse("x@example.net"),
                Recipients = [new Recipient(EmailAddress.Parse("alice@example.com"))],
                ReceivedAt = now,
            },
            MessageContent.FromMemory("Subject: x\r\n\r\n"u8.ToArray()));
        Assert.Equal(DeliveryStatus.Expanded, report.Outcomes[0].Status);
        Assert.Equal(["alice@example.com", "bob@example.com"], report.Outcomes[0].Stored.Select(stored => stored.Path.Mailbox.ToString()));
    }

    [Fact]
    public async Task Files_override_each_other_key_by_key_and_own_forwards_switch_the_base_ones_off()
    {
        _accounts.Write("config.json", """{ "forwards": { "abuse": "abuse@example.net" }, "max_message_size": 1000, "limits": { "max_sends_per_hour": 5 }, "recipient_rejection": "rcpt" }""");
        _accounts.Write("domains.json", """{ "Example.com": { "max_message_size": 2000, "subaddress_delimiter": "-", "forwards": { "a": "a@example.net", "b": "b@example.net" } } }""");
        _accounts.Write("example.com/config.json", """{ "recipient_rejection": "data", "local_part_folding": "exact", "forwards": { "b": "" } }""");
        _accounts.Write("example.org/passwd", "alice:x\n");
        var settings = await _accounts.Services.GetRequiredService<IDomainSettingsProvider>().FindAsync("EXAMPLE.com");
        Assert.NotNull(settings);
        Assert.Equal((2000, 5, '-', LocalPartFolding.Exact), (settings.MaxMessageSizeInOctets, settings.MaxSendsPerHour, settings.SubaddressDelimiter, settings.Folding));
        Assert.Equal(DomainRecipientRejection.AfterData, settings.RecipientRejection);
        Assert.Equal(["a"], settings.Forwards.Keys);
        Assert.Equal("Unknown", await _accounts.ResolveAsync("abuse@example.com"));
        Assert.Equal("-> abuse@example.net", await _accounts.ResolveAsync("abuse@example.org"));
        Assert.Equal("-> postmaster@example.com", await PostmasterWithoutUsersAsync());
    }

    [Fact]
    public async Task Exact_folding_tells_users_by_case()
    {
        _accounts.Write("example.com/config.json", """{ "local_part_folding": "exact" }""");
        _accounts.Write("example.com/passwd", "alice:x\nAlice:x\n");
        Assert.Equal("alice@example.com", await _accounts.ResolveAsync("alice@example.com"));
        Assert.Equal("Alice@example.com", await _accounts.ResolveAsync("Alice@example.com"));
        Assert.Equal("Unknown", await _accounts.ResolveAsync("ALICE@example.com"));
        Assert.Equal("alice@example.com", await _accounts.ResolveAsync("POSTMASTER@example.com"));
    }

    [Fact]
    public async Task A_folder_without_any_settings_is_no_domain()
    {
        _accounts.Write("example.com/passwd", "alice:x\n");
        Assert.Equal("Remote", await _accounts.ResolveAsync("alice@example.com"));
        _accounts.Write("config.json", "{}");
        _accounts.NextSecond();
        Assert.Equal("alice@example.com", await _accounts.ResolveAsync("alice@example.com"));
        Directory.Delete(Path.Combine(_accounts.Root, "example.com"), recursive: true);
        Assert.Equal("Remote", await _accounts.ResolveAsync("alice@example.com"));
    }

    [Fact]
    public async Task Changes_are_seen_within_a_second_and_files_are_looked_at_no_more_often()
    {
        _accounts.Write("example.com/config.json", "{}");
        _accounts.Write("example.com/passwd", "alice:x\n");
        Assert.Equal("Unknown", await _accounts.ResolveAsync("bob@example.com"));
        _accounts.Write("example.com/passwd", "bob:x\n");
        _accounts.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal("Unknown", await _accounts.ResolveAsync("bob@example.com"));
        _accounts.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("bob@example.com", await _accounts.ResolveAsync("bob@example.com"));
        File.Delete(Path.Combine(_accounts.Root, "example.com", "passwd"));
        // It may be about to be put there again, for a second.
        _accounts.NextSecond();
        Assert.Equal("bob@example.com", await _accounts.ResolveAsync("bob@example.com"));
        _accounts.NextSecond();
        Assert.Equal("Unknown", await _accounts.ResolveAsync("bob@example.com"));
    }

    [Fact]
    public async Task A_broken_new_version_is_logged_once_and_the_old_one_stays()
    {
        _accounts.Write("example.com/config.json", """{ "forwards": { "sales": "a@example.net" } }""");
        _accounts.Write("example.com/user_forwards/bob", "b@example.net");
        Assert.Equal("-> a@example.net", await _accounts.ResolveAsync("sales@example.com"));
        Assert.Equal("-> b@example.net", await _accounts.ResolveAsync("bob@example.com"));
        _accounts.Write("example.com/config.json", """{ "forward": { "sales": "c@example.net" } }""");
        _accounts.Write("example.com/user_forwards/bob", "not an address");
        for (var i = 0; i < 3; i++)
        {
            _accounts.NextSecond();
            Assert.Equal("-> a@example.net", await _accounts.ResolveAsync("sales@example.com"));
            Assert.Equal("-> b@example.net", await _accounts.ResolveAsync("bob@example.com"));
        }
        Assert.Equal(2, _accounts.CountLogged(6001));
        Assert.DoesNotContain(_accounts.Logs.GetSnapshot(), line => line.Message.Contains("bob", StringComparison.Ordinal));
        _accounts.Write("example.com/config.json", """{ "forwards": { "sales": "c@example.net" } }""");
        _accounts.NextSecond();
        Assert.Equal("-> c@example.net", await _accounts.ResolveAsync("sales@example.com"));
    }

    [Fact]
    public async Task What_was_never_readable_puts_recipients_and_logins_off()
    {
        Assert.Equal("Remote", await _accounts.ResolveAsync("alice@example.com"));
        _accounts.Write("example.com/config.json", "{");
        Assert.Equal("Unavailable", await _accounts.ResolveAsync("alice@example.com"));
        Assert.Equal("Unavailable", await _accounts.LogInAsync("alice@example.com", "x"));
        _accounts.Write("example.com/config.json", "{}");
        Directory.CreateDirectory(Path.Combine(_accounts.Root, "example.com", "passwd"));
        _accounts.NextSecond();
        Assert.Equal("Unavailable", await _accounts.ResolveAsync("alice@example.com"));
        Assert.Equal("Unavailable", await _accounts.LogInAsync("alice@example.com", "x"));
        Directory.Delete(Path.Combine(_accounts.Root, "example.com", "passwd"));
        _accounts.NextSecond();
        Assert.Equal("Unknown", await _accounts.ResolveAsync("alice@example.com"));
    }

    private async Task<string> PostmasterWithoutUsersAsync()
    {
        _accounts.Write("example.org/passwd", "");
        _accounts.NextSecond();
        return await _accounts.ResolveAsync("postmaster@example.org");
    }
}
