using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>Extensions that bring tests, by RFC and section.</summary>
public sealed class RfcTestTests
{
    private const string Parts = "From: a@example.com\r\nSubject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\nbefore\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
        + "Content-Transfer-Encoding: quoted-printable\r\n\r\nMake MONEY f=E4st\r\n--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=\"x.exe\"\r\n\r\n"
        + "<p>Project <b>sched</b>ule</p>\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner text\r\n--b--\r\nafter\r\n";

    [Theory] // RFC 5173 §4, §5
    [InlineData(":raw :contains \"MONEY f=E4st\"", true)]
    [InlineData(":raw :contains \"money fäst\"", false)]
    [InlineData(":text :contains \"money fäst\"", true)]
    [InlineData(":contains \"project schedule\"", true)]
    [InlineData(":content \"text/html\" :contains \"<b>\"", true)]
    [InlineData(":content [\"image\", \"audio\"] :contains \"\"", false)]
    [InlineData(":content \"text\" :contains [\"inner text\"]", true)]
    [InlineData(":content \"message\" :contains \"Subject: inner\"", true)]
    [InlineData(":content \"multipart\" :contains \"after\"", true)]
    [InlineData(":content \"\" :contains \"inner\"", true)]
    public void Rfc5173_body_is_read_raw_by_type_or_as_text(string test, bool expected) => Assert.Equal(expected, TestScripts.IsTrue("\"body\"", $"body {test}", Parts));

    [Theory] // RFC 5183 §4
    [InlineData("\"name\" \"MsgStore\"", true)]
    [InlineData("\"location\" [\"MDA\", \"MS\"]", true)]
    [InlineData(":contains \"no-such-item\" \"\"", false)]
    public void Rfc5183_environment_tells_known_items_and_matches_no_unknown_one(string test, bool expected) =>
        Assert.Equal(expected, TestScripts.IsTrue("\"environment\"", $"environment {test}"));

    [Theory] // RFC 5231 §4, §6
    [InlineData("header :value \"gt\" :comparator \"i;ascii-numeric\" \"x-priority\" \"3\"", true)]
    [InlineData("header :value \"lt\" :comparator \"i;ascii-numeric\" \"x-priority\" \"10\"", true)]
    [InlineData("header :value \"lt\" \"x-priority\" \"10\"", false)]
    [InlineData("address :count \"ge\" :comparator \"i;ascii-numeric\" [\"to\", \"cc\"] [\"3\"]", true)]
    [InlineData("address :count \"gt\" :comparator \"i;ascii-numeric\" [\"to\"] [\"2\"]", false)]
    [InlineData("address :value \"eq\" :comparator \"i;ascii-casemap\" \"to\" \"ROADRUNNER@acme.example.com\"", true)]
    [InlineData("header :value \"ge\" :comparator \"i;ascii-numeric\" \"x-word\" \"999999\"", true)]
    public void Rfc5231_relations_compare_values_and_numbers(string test, bool expected) => Assert.Equal(expected, TestScripts.IsTrue(
        "\"relational\", \"comparator-i;ascii-numeric\"", test, "X-Priority: 5\r\nX-Word: none\r\nTo: roadrunner@acme.example.com, wile@acme.example.com\r\nCc: c@example.com\r\n\r\n"));

    [Theory] // RFC 5233 §4
    [InlineData(":user \"to\" \"ken\"", true)]
    [InlineData(":detail \"to\" \"sieve\"", true)]
    [InlineData(":detail \"to\" \"\"", false)]
    [InlineData(":detail \"cc\" \"\"", true)]
    [InlineData(":detail :contains \"from\" \"\"", false)]
    [InlineData(":user \"from\" \"plain\"", true)]
    public void Rfc5233_subaddresses_have_user_and_detail(string test, bool expected) =>
        Assert.Equal(expected, TestScripts.IsTrue("\"subaddress\"", $"address {test}", "To: ken+sieve@example.org\r\nCc: ken+@example.org\r\nFrom: plain@example.org\r\n\r\n"));

    [Theory] // RFC 5235 §3
    [InlineData("X-Score: 8 of 10", "spamtest :value \"ge\" :comparator \"i;ascii-numeric\" \"8\"", true)]
    [InlineData("X-Score: 8 of 10", "spamtest :percent :value \"eq\" :comparator \"i;ascii-numeric\" \"80\"", true)]
    [InlineData("X-Score: 0 of 10", "spamtest :is \"1\"", true)]
    [InlineData("X-Other: 1", "spamtest :is \"0\"", true)]
    [InlineData("X-Other: 1", "spamtest :percent :count \"eq\" :comparator \"i;ascii-numeric\" \"0\"", true)]
    [InlineData("X-Virus: infected", "virustest :value \"eq\" :comparator \"i;ascii-numeric\" \"5\"", true)]
    public void Rfc5235_scores_come_from_a_filters_header(string header, string test, bool expected)
    {
        var options = new SieveOptions
        {
            Spamtest = new() { Header = "X-Score", Pattern = "^([0-9]+) of", MaxValue = 10 },
            Virustest = new() { Header = "X-Virus", Kind = StatusKind.Text, TextValues = new Dictionary<string, int>(StringComparer.Ordinal) { ["infected"] = 5 } },
        };
        var script = $"require [\"spamtestplus\", \"virustest\", \"relational\", \"comparator-i;ascii-numeric\"]; if {test} {{ discard; }}";
        Assert.Equal(expected ? "discard" : "keep", TestScripts.Describe(TestScripts.Evaluate(script, header + "\r\n\r\n", options)));
    }

    [Theory] // RFC 5260 §4
    [InlineData("date :originalzone \"date\" \"hour\" \"09\"", true)]
    [InlineData("date :zone \"+0000\" \"date\" \"hour\" \"17\"", true)]
    [InlineData("date :zone \"-0800\" \"date\" \"iso8601\" \"1997-04-01T09:06:31-08:00\"", true)]
    [InlineData("date :originalzone \"date\" \"std11\" \"Tue, 01 Apr 1997 09:06:31 -0800\"", true)]
    [InlineData("date :originalzone \"date\" \"zone\" \"-0800\"", true)]
    [InlineData("date :originalzone \"date\" \"weekday\" \"2\"", true)]
    [InlineData("date :originalzone \"date\" \"julian\" \"50539\"", true)]
    [InlineData("date :value \"ge\" :originalzone \"date\" \"date\" \"1998-01-01\"", false)]
    [InlineData("date \"x-none\" \"year\" \"1997\"", false)]
    [InlineData("currentdate :value \"ge\" \"date\" \"2024-02-29\"", true)]
    [InlineData("currentdate :zone \"+0100\" \"date\" \"2024-03-01\"", true)]
    [InlineData("anyof (currentdate :is \"weekday\" \"0\", currentdate :is \"weekday\" \"6\")", false)]
    [InlineData("currentdate \"time\" \"23:30:00\"", true)]
    public void Rfc5260_dates_have_parts_in_zones(string test, bool expected) =>
        Assert.Equal(expected, TestScripts.IsTrue("\"date\", \"relational\"", test, environment: new TestEnvironment()));

    [Theory] // RFC 5260 §6
    [InlineData("header :index 1 :contains \"received\" \"one\"", true)]
    [InlineData("header :index 2 :contains \"received\" \"one\"", false)]
    [InlineData("header :index 1 :last :contains \"received\" \"three\"", true)]
    [InlineData("header :index 4 :contains \"received\" \"\"", false)]
    [InlineData("date :index 2 :originalzone \"received\" \"day\" \"12\"", true)]
    public void Rfc5260_index_chooses_a_field(string test, bool expected) => Assert.Equal(expected, TestScripts.IsTrue("\"index\", \"date\"", test,
        "Received: from one; Fri, 11 Jan 2019 10:00:00 +0100\r\nReceived: from two; Sat, 12 Jan 2019 10:00:00 +0100\r\nReceived: from three; Sun, 13 Jan 2019 10:00:00 +0100\r\n\r\n"));

    [Fact] // RFC 5463 §4
    public void Rfc5463_ihave_lets_scripts_adapt()
    {
        Assert.Equal("fileinto:x", TestScripts.Actions("require \"ihave\"; if ihave \"fileinto\" { fileinto \"x\"; } else { redirect \"a@example.com\"; }"));
        Assert.Equal("discard", TestScripts.Actions("require \"ihave\"; if ihave \"vnd.unknown\" { unknown_command :x 1; } else { discard; }"));
        Assert.Equal("error", TestScripts.Actions("require \"ihave\"; if not ihave \"vnd.unknown\" { error \"I need it\"; }"));
    }

    [Fact] // RFC 5490 §3, §4; RFC 8579 §4; RFC 9042 §3
    public void Mailboxes_annotations_special_uses_and_identifiers_are_asked_of_the_environment()
    {
        var environment = new TestEnvironment();
        environment.Mailboxes.Add("Partners");
        environment.Metadata["INBOX/private/auto-reply"] = "Gone fishing";
        environment.Metadata["/shared/admin"] = "mailto:a@example.com";
        environment.SpecialUses["\\Junk"] = "Spam";
        const string Requires = "\"mailbox\", \"mboxmetadata\", \"servermetadata\", \"special-use\", \"mailboxid\", \"fileinto\"";
        foreach (var (test, expected) in (IEnumerable<(string, bool)>)
        [
            ("mailboxexists [\"INBOX\", \"Partners\"]", true), ("mailboxexists [\"INBOX\", \"None\"]", false),
            ("metadata :is \"INBOX\" \"/private/auto-reply\" \"gone fishing\"", true), ("metadataexists \"INBOX\" [\"/private/auto-reply\", \"/private/x\"]", false),
            ("servermetadata :contains \"/shared/admin\" \"mailto\"", true), ("servermetadataexists \"/shared/admin\"", true),
            ("specialuse_exists \"\\\\Junk\"", true), ("specialuse_exists [\"\\\\Junk\", \"\\\\Trash\"]", false), ("specialuse_exists \"Spam\" \"\\\\Junk\"", true),
            ("mailboxidexists \"F1\"", true), ("mailboxidexists [\"F1\", \"F2\"]", false),
        ])
            Assert.Equal((test, expected), (test, TestScripts.IsTrue(Requires, test, environment: environment)));
    }

    [Theory] // RFC 6009 §4
    [InlineData("envelope :matches \"notify\" \"*failure*\"", true)]
    [InlineData("envelope \"orcpt\" \"rfc822;x@example.com\"", true)]
    [InlineData("envelope \"ret\" \"hdrs\"", true)]
    [InlineData("envelope :contains \"envid\" \"\"", false)]
    public void Rfc6009_envelope_items_are_those_of_DSN(string test, bool expected) => Assert.Equal(expected, TestScripts.IsTrue("\"envelope\", \"envelope-dsn\"", test, envelope: new()
    {
        From = "a@example.com",
        To = "b@example.com",
        Items = System.Collections.Immutable.ImmutableDictionary<string, System.Collections.Immutable.ImmutableArray<string>>.Empty
            .Add("notify", ["FAILURE", "DELAY"]).Add("orcpt", ["rfc822;x@example.com"]).Add("ret", ["HDRS"]),
    }));

    [Fact] // RFC 6134 §2
    public void Rfc6134_lists_are_searched_by_the_environment()
    {
        var environment = new TestEnvironment();
        environment.Lists["tag:example.com,2009:friends"] = ["coyote@desert.example.org"];
        Assert.True(TestScripts.IsTrue("\"envelope\", \"extlists\"", "envelope :list \"from\" \"tag:example.com,2009:friends\"", environment: environment));
        Assert.False(TestScripts.IsTrue("\"extlists\"", "header :list \"subject\" \"tag:example.com,2009:friends\"", environment: environment));
        Assert.True(TestScripts.IsTrue("\"extlists\"", "valid_ext_list \"tag:example.com,2009:friends\"", environment: environment));
        Assert.False(TestScripts.IsTrue("\"extlists\"", "valid_ext_list [\"tag:example.com,2009:friends\", \"tag:x\"]", environment: environment));
        var redirect = Assert.IsType<RedirectAction>(TestScripts.Evaluate("require \"extlists\"; redirect :list \"tag:example.com,2009:friends\";").Actions[0]);
        Assert.True(redirect.IsList);
    }

    [Theory] // RFC 7352 §3
    [InlineData("duplicate", "<one@desert.example.org>", true)]
    [InlineData("duplicate :header \"subject\"", "I have a present for you", true)]
    [InlineData("duplicate :handle \"h\" :uniqueid \"42\"", "h42", true)]
    [InlineData("duplicate :uniqueid \"42\"", "h42", false)]
    [InlineData("duplicate :header \"x-none\"", "", false)]
    public void Rfc7352_duplicates_are_asked_by_handle_and_value(string test, string known, bool expected)
    {
        var environment = new TestEnvironment();
        environment.Remembered.Add(known);
        Assert.Equal(expected, TestScripts.IsTrue("\"duplicate\"", test, environment: environment));
    }

    [Fact] // RFC 7352 §3.1, §3.4
    public void Rfc7352_what_is_to_be_remembered_waits_for_the_commit()
    {
        var entry = Assert.Single(TestScripts.Evaluate("require \"duplicate\"; if duplicate :seconds 1800 :last { discard; } if duplicate :seconds 1800 :last { discard; }").Duplicates);
        Assert.Equal(new SieveDuplicateEntry("", "<one@desert.example.org>", TimeSpan.FromMinutes(30), IsRenewed: true), entry);
        Assert.Empty(TestScripts.Evaluate("require [\"duplicate\", \"ihave\"]; if duplicate { } error \"no\";").Duplicates);
    }

    [Theory] // draft-ietf-sieve-regex
    [InlineData("header :regex \"subject\" \"^I.*(present|gift)\"", true)]
    [InlineData("header :regex :comparator \"i;octet\" \"subject\" \"PRESENT\"", false)]
    [InlineData("header :regex \"subject\" \"[[:digit:]]{3}\"", false)]
    [InlineData("address :regex :localpart \"from\" \"^[a-z]+$\"", true)]
    [InlineData("header :regex \"subject\" \"a\\\\.b\"", false)]
    public void Regex_matches_posix_expressions(string test, bool expected) => Assert.Equal(expected, TestScripts.IsTrue("\"regex\"", test));

    [Fact] // draft-ietf-sieve-regex; RFC 5229 §3.2
    public void Regex_groups_become_variables() => Assert.Equal("fileinto:coyote-desert.example.org", TestScripts.Actions("""
        require ["regex", "variables", "fileinto"];
        if header :regex "from" "<([^@]+)@(.*)>" { fileinto "${1}-${2}"; }
        """));
}
