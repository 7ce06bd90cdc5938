using System.Text;
using MsgStore.Mailboxes;
using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Names;
using MsgStore.Storage;

namespace MsgStore.Maildir.Tests;

public sealed class FormatTests
{
    [Fact]
    public void Name_made_here_says_everything()
    {
        var name = new UniqueNames("mail.example.com").Next(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), 172, 100, new EncryptionInfo("x25519-xsalsa20-poly1305", "0a1b"));
        var octets = Encoding.ASCII.GetBytes(name + MaildirFlags.Format(MessageFlags.Seen | MessageFlags.Draft, 0b101));
        Assert.True(MaildirName.TryParse(octets, out var parsed));
        Assert.Equal((172, 100, 1_700_000_000), (parsed.StoredSize, parsed.WireSize, parsed.DateSeconds));
        Assert.Equal((MessageFlags.Seen | MessageFlags.Draft, 0b101u), (parsed.Flags, parsed.KeywordBits));
        Assert.Equal("0a1b", Encoding.ASCII.GetString(octets[parsed.KeyId]));
        Assert.Equal(name.Length, parsed.BaseLength);
        Assert.EndsWith(":2,DSac", Encoding.ASCII.GetString(octets), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_one_instant_differ()
    {
        var names = new UniqueNames("h");
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => names.Next(DateTimeOffset.UnixEpoch, 1, 1, null)).Distinct().Count());
    }

    [Theory]
    [InlineData("1700000000.M1P2.host,S=10,W=12:2,S", "1700000000.M1P2.host", 10, 12)]
    [InlineData("1700000000.12340001abcdef.host:2,", "1700000000.12340001abcdef.host", -1, -1)]
    [InlineData("odd,name:2,F", "odd,name", -1, -1)]
    [InlineData("no-flags", "no-flags", -1, -1)]
    [InlineData("x,S=1x,W=", "x,S=1x,W=", -1, -1)]
    public void Names_of_other_programs_are_understood_as_far_as_they_go(string name, string unique, long stored, long wire)
    {
        var octets = Encoding.Latin1.GetBytes(name);
        Assert.True(MaildirName.TryParse(octets, out var parsed));
        Assert.Equal((unique, stored, wire, -1), (name[..parsed.UniqueLength], parsed.StoredSize, parsed.WireSize, parsed.DateSeconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData(":2,S")]
    [InlineData("line\nbreak")]
    public void Malformed_names_are_refused(string name) => Assert.False(MaildirName.TryParse(Encoding.Latin1.GetBytes(name), out _));

    [Fact]
    public void Unknown_flag_of_another_program_is_kept() => Assert.Equal(":2,PS", MaildirFlags.Format(MessageFlags.Seen, 0, ":2,PF"u8));

    // RFC 3501 §5.1.3
    [Theory]
    [InlineData("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    [InlineData("Entwürfe", "Entw&APw-rfe")]
    [InlineData("a & b", "a &- b")]
    public void Rfc3501_names_are_encoded_as_written_there(string text, string encoded)
    {
        Assert.Equal(encoded, ModifiedUtf7.Encode(text));
        Assert.True(ModifiedUtf7.TryDecode(encoded, out var decoded));
        Assert.Equal(text, decoded);
    }

    // RFC 3501 §5.1.3: superfluous shifts, and characters that need none, are not permitted.
    [Theory]
    [InlineData("&Jjo!")]
    [InlineData("&U,BTFw-&ZeVnLIqe-")]
    [InlineData("&AGE-")]
    [InlineData("&")]
    [InlineData("ü")]
    public void Wrong_modified_utf_7_is_refused(string text) => Assert.False(ModifiedUtf7.TryDecode(text, out _));

    [Fact]
    public void Level_with_a_full_stop_is_an_invalid_folder_name() =>
        Assert.Equal(StoreError.InvalidFolderName, Assert.Throws<MsgStoreException>(() => FolderDirectoryName.Of(FolderName.Parse("a.b"))).Error);

    [Fact]
    public void Uid_list_of_dovecot_keeps_its_fields()
    {
        const string text = "3 V1700000000 N10 Gabcdef0123 Xunknown\n3 W100 Sfoo :1.a.h,S=1\n9 :2.b.h\n";
        var list = UidListReader.Read(Encoding.ASCII.GetBytes(text))!;
        Assert.Equal((1_700_000_000u, 10u), (list.Validity, list.Next));
        Assert.Equal(text, Encoding.ASCII.GetString(UidListWriter.Write(list, _ => true).Span));
        Assert.Equal(text.Replace("9 :2.b.h\n", "", StringComparison.Ordinal), Encoding.ASCII.GetString(UidListWriter.Write(list, line => line == 0).Span));
    }

    [Fact]
    public void Cut_off_last_line_of_a_uid_list_is_passed_over() =>
        Assert.Single(UidListReader.Read("3 V1 N2\n1 :a\n2 :b"u8.ToArray())!.Entries);

    [Fact]
    public void Keywords_beyond_26_have_no_letter()
    {
        var keywords = KeywordSet.Create(Enumerable.Range(0, 27).Select(i => $"k{i}"));
        Assert.False(KeywordList.Empty.TryAdd(keywords, out var list));
        Assert.Equal(26, list.ToSet(uint.MaxValue).Count);
    }

    [Theory]
    [InlineData("{domain}/{localpart}", "", "", null)]
    [InlineData("{email}", "Maildir", "", null)]
    [InlineData("{localpart}", "", "example.com", null)]
    [InlineData("{localpart}", "", "", "Domain")]
    [InlineData("{domain}", "", "", "PathTemplate")]
    [InlineData("../{email}", "", "", "PathTemplate")]
    [InlineData("{domain}/{localpart}", "..", "", "MaildirSubdirectory")]
    [InlineData("{domain}/{localpart}", "", "example.com", "Domain")]
    [InlineData("{user}/{email}", "", "", "PathTemplate")]
    public void Options_that_cannot_work_are_named(string template, string subdirectory, string domain, string? fault)
    {
        var options = new MaildirOptions { Root = "/srv/mail", PathTemplate = template, MaildirSubdirectory = subdirectory, Domain = domain };
        var result = new MaildirOptionsValidator().Validate(null, options);
        Assert.Equal(fault == null, result.Succeeded);
        Assert.True(fault == null || result.FailureMessage!.Contains(fault, StringComparison.Ordinal), result.FailureMessage);
    }
}
