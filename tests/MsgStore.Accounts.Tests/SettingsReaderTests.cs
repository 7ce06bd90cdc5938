using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MsgStore.Accounts.Configuration;
using MsgStore.Accounts.Domains;
using MsgStore.Accounts.Tests.Support;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Tests;

public sealed class SettingsReaderTests
{
    [Theory]
    [InlineData("""{ "forward": {} }""", "forward", "did you mean forwards?")]
    [InlineData("""{ "limits": { "max_sends_per_huor": 1 } }""", "limits.max_sends_per_huor", "did you mean max_sends_per_hour?")]
    [InlineData("""{ "xyzzy": 1 }""", "xyzzy", "Known keys: forwards, limits, local_part_folding, max_message_size, recipient_rejection, subaddress_delimiter.")]
    [InlineData("""{ "max_message_size": "big" }""", "max_message_size", "\"big\" is not a whole number from 0 (no limit)")]
    [InlineData("""{ "max_message_size": -1 }""", "max_message_size", "-1 is not a whole number")]
    [InlineData("""{ "recipient_rejection": "never" }""", "recipient_rejection", "\"never\" is not \"rcpt\" or \"data\"")]
    [InlineData("""{ "local_part_folding": true }""", "local_part_folding", "true is not \"lower\" or \"exact\"")]
    [InlineData("""{ "subaddress_delimiter": "++" }""", "subaddress_delimiter", "\"++\" is neither one sign")]
    [InlineData("""{ "forwards": { "a": "nobody" } }""", "forwards.a", "'nobody' is not an address")]
    [InlineData("""{ "forwards": { "a": 1 } }""", "forwards.a", "1 is neither addresses")]
    [InlineData("""{ "forwards": { "a b": "x@example.com" } }""", "forwards.a b", "is neither a local part nor *")]
    [InlineData("""{ "forwards": [] }""", "forwards", "[] is not an object")]
    [InlineData("[]", "", "[] is not an object")]
    [InlineData("{", "", "not JSON")]
    [InlineData("""{ "limits": {}, "limits": {} }""", "", "not JSON")]
    public void Errors_name_file_key_value_and_what_is_allowed(string json, string key, string expected)
    {
        var error = Assert.Throws<AccountConfigurationException>(() => new SettingsReader("example.com/config.json").ReadSettings(Encoding.UTF8.GetBytes(json)));
        Assert.Equal("example.com/config.json", error.File);
        Assert.Equal(key, error.Key);
        Assert.StartsWith("example.com/config.json: " + key, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "-": {} }""", "-")]
    [InlineData("""{ "example.com": { "gid": 5 } }""", "example.com.gid")]
    public void Errors_in_the_list_of_domains_name_the_domain(string json, string key)
    {
        var error = Assert.Throws<AccountConfigurationException>(() => new SettingsReader("domains.json").ReadDomains(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(key, error.Key);
    }

    [Property]
    public bool Any_octets_as_settings_end_in_a_result_or_one_kind_of_error(byte[] octets) => Reads(octets);

    [Property(Arbitrary = [typeof(SettingsPieces)])]
    public bool Any_pieces_of_settings_end_in_a_result_or_one_kind_of_error(byte[] octets) => Reads(octets);

    [Theory]
    [InlineData("{\"\\ud800\": 1}")]
    [InlineData("{\"forwards\": {\"a\": \"\\ud800\"}}")]
    public void Half_a_surrogate_in_settings_ends_in_a_result_or_one_kind_of_error(string json) => Assert.True(Reads(Encoding.UTF8.GetBytes(json)));

    [Property]
    public bool Any_octets_as_passwd_file_end_in_users_that_a_store_can_hold(byte[] octets) => HoldsNames(PasswdFile.Parse(octets));

    [Property(Arbitrary = [typeof(PasswdPieces)])]
    public bool Any_pieces_of_a_passwd_file_end_in_users_that_a_store_can_hold(byte[] octets) => HoldsNames(PasswdFile.Parse(octets));

    [Fact]
    public void The_last_of_two_lines_counts_and_odd_lines_are_passed_over()
    {
        var file = PasswdFile.Parse("alice:one\n  # c:d\n\nnothing\n:x\nALICE:two:shared:7:more\nbad/name:x\nbob:x:../up\n"u8.ToArray());
        Assert.Equal("two", file.Find("Alice", LocalPartFolding.LowerCase)?.Hash);
        Assert.Equal("shared", file.Find("alice", LocalPartFolding.LowerCase)?.Mailbox);
        Assert.Equal("one", file.Find("alice", LocalPartFolding.Exact)?.Hash);
        Assert.Null(file.Find("bob", LocalPartFolding.LowerCase));
        Assert.Equal(2, file.BadLines);
        Assert.Equal("alice", file.First?.User);
    }

    [Theory]
    [InlineData("", "Root field is required")]
    [InlineData("relative", "has to be an absolute path")]
    [InlineData("/nowhere/at/all", "is not a folder")]
    public void A_root_that_cannot_work_stops_the_host_at_start(string root, string expected) =>
        Assert.Contains(expected, StartError(options => options.Root = root), StringComparison.Ordinal);

    [Fact]
    public void Broken_files_and_values_stop_the_host_at_start()
    {
        using var accounts = new AccountsFixture();
        accounts.Write("example.com/config.json", """{ "forward": {} }""");
        Assert.Contains("example.com/config.json: forward: is not known; did you mean forwards?", StartError(options => options.Root = accounts.Root), StringComparison.Ordinal);
        accounts.Write("example.com/config.json", "{}");
        var error = StartError(options =>
        {
            options.Root = accounts.Root;
            options.DefaultDomain = "no domain";
            options.FailureLimits.PerUser = 0;
        });
        Assert.Contains("DefaultDomain 'no domain' is not a domain name", error, StringComparison.Ordinal);
        Assert.Contains("PerUser", error, StringComparison.Ordinal);
    }

    private static string StartError(Action<DomainAccountsOptions> configure)
    {
        using var provider = new ServiceCollection().AddDomainAccounts(configure).BuildServiceProvider();
        return Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<DomainAccountsOptions>>().Value).Message;
    }

    private static bool HoldsNames(PasswdFile file) =>
        file.Users.All(user => MailboxName.TryCreate(user.User, "example.com", LocalPartFolding.LowerCase, out _)
            && MailboxName.TryCreate(user.Mailbox, "example.com", LocalPartFolding.LowerCase, out _) && file.Find(user.User, LocalPartFolding.LowerCase) is not null);

    private static bool Reads(byte[] octets)
    {
        try
        {
            new SettingsReader("config.json").ReadSettings(octets);
            new SettingsReader("domains.json").ReadDomains(octets);
            return true;
        }
        catch (AccountConfigurationException e)
        {
            return e.Message.StartsWith(e.File, StringComparison.Ordinal);
        }
    }

    private static class SettingsPieces
    {
        public static Arbitrary<byte[]> Octets() =>
            Gen.Elements("{", "}", "[", "]", ":", ",", "\"forwards\"", "\"limits\"", "\"*\"", "\"\\ud800\"", "\"a@example.com\"", "1", "1e999", "null", "true", "//", "\uFEFF")
                .ListOf().Select(list => Encoding.UTF8.GetBytes(string.Concat(list))).ToArbitrary();
    }

    private static class PasswdPieces
    {
        public static Arbitrary<byte[]> Octets() =>
            Gen.Elements("alice", "Bob", ":", "\n", "\r", "#", " ", "$argon2id$", "\u0000", "ß", "/..", "\u00FF", "@", "1000")
                .ListOf().Select(list => Encoding.Latin1.GetBytes(string.Concat(list))).ToArbitrary();
    }
}
