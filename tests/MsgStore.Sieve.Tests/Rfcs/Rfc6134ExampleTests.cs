using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 6134 (extlists) show.</summary>
public sealed class Rfc6134ExampleTests
{
    private static readonly SieveOptions Scored = new() { Spamtest = new() { Header = "X-Score", MaxValue = 10 } };

    private static TestEnvironment Friends => new() { Lists = { [":addrbook:default"] = ["bo@home.example"] } };

    private const string ByBranches = """
        require ["envelope", "extlists", "fileinto", "spamtest", "relational", "comparator-i;ascii-numeric"];
        if envelope :list "from" ":addrbook:default" {
            if spamtest :value "ge" :comparator "i;ascii-numeric" "9" { fileinto "Junk"; }
        } elsif spamtest :value "ge" :comparator "i;ascii-numeric" "4" { fileinto "Junk"; }
        """;

    private const string ByVariable = """
        require ["envelope", "extlists", "fileinto", "spamtest", "relational", "comparator-i;ascii-numeric", "variables"];
        if envelope :list "from" ":addrbook:default" { set "limit" "9"; } else { set "limit" "4"; }
        if spamtest :value "ge" :comparator "i;ascii-numeric" "${limit}" { fileinto "Junk"; }
        """;

    [Theory]
    [InlineData("bo@home.example", 5, "keep")]
    [InlineData("bo@home.example", 9, "fileinto:Junk")]
    [InlineData("eve@rival.example", 5, "fileinto:Junk")]
    [InlineData("eve@rival.example", 3, "keep")]
    public void Section_2_9_1_examples_known_senders_may_score_higher(string from, int score, string expected)
    {
        foreach (var script in new[] { ByBranches, ByVariable })
            Assert.Equal(expected, TestScripts.ActionsWith(Scored, script, $"X-Score: {score}\r\n\r\n", Friends, new() { From = from, To = "ada@quay.example" }));
    }

    [Fact]
    public void Section_2_5_the_short_name_and_the_URN_are_the_same_list()
    {
        const string Test = "header :list \"x-who\" \"urn:ietf:params:sieve:addrbook:default\"";
        Assert.True(TestScripts.IsTrue("\"extlists\"", Test, "X-Who: bo@home.example\r\n\r\n", Friends));
        var byUrn = new TestEnvironment { Lists = { ["urn:ietf:params:sieve:addrbook:default"] = ["bo@home.example"] } };
        Assert.True(TestScripts.IsTrue("\"extlists\"", "header :list \"x-who\" \":addrbook:default\"", "X-Who: bo@home.example\r\n\r\n", byUrn));
        Assert.False(TestScripts.IsTrue("\"extlists\"", "valid_ext_list \":addrbook:other\"", environment: byUrn));
    }

    [Theory]
    [InlineData(":addrbook:default")]
    [InlineData(":ADDRBOOK:DEFAULT")]
    [InlineData(":AdDrBoOk:dEfAuLt")]
    [InlineData(":Addrbook:d%65f%41ult")]
    [InlineData("URN:ietf:params:sieve:addrbook:%44efault")]
    public void Section_2_5_example_the_default_address_book_has_one_name_in_any_case_and_encoding(string name)
    {
        foreach (var known in new[] { ":addrbook:default", "urn:ietf:params:sieve:addrbook:default" })
        {
            var environment = new TestEnvironment { Lists = { [known] = ["bo@home.example"] } };
            Assert.True(TestScripts.IsTrue("\"extlists\"", $"header :list \"x-who\" \"{name}\"", "X-Who:   bo@home.example  \r\n\r\n", environment));
        }
        Assert.False(TestScripts.IsTrue("\"extlists\"", $"not valid_ext_list \"{name}\""));
        Assert.Equal("keep", TestScripts.Actions($"require \"extlists\"; if header :list \"from\" \"{name}\" {{ discard; }}"));
    }

    [Theory]
    [InlineData(":addrbook:friends", ":addrbook:friends", true)]
    [InlineData(":addrbook:friends", "urn:ietf:params:sieve:addrbook:friends", true)]
    [InlineData("urn:ietf:params:sieve:addrbook:friends", ":addrbook:friends", true)]
    [InlineData(":addrbook:friends", ":addrbook:Friends", false)]
    [InlineData(":addrbook:default", ":addrbook", false)]
    [InlineData(":addrbook:default", "friends", false)]
    public void Section_2_6_examples_other_books_keep_their_case_and_a_name_alone_is_none(string known, string asked, bool expected) => Assert.Equal(expected,
        TestScripts.IsTrue("\"extlists\"", $"valid_ext_list \"{asked}\"", environment: new TestEnvironment { Lists = { [known] = ["bo@home.example"] } }));

    [Theory]
    [InlineData("header :list :comparator \"i;octet\" \"from\" \":addrbook:default\"")]
    [InlineData("address :comparator \"i;ascii-casemap\" :list \"from\" \":addrbook:default\"")]
    public void Section_2_2_a_comparator_beside_a_list_is_an_error(string test) =>
        Assert.Contains("No comparator", TestScripts.ErrorOf($"require \"extlists\"; if {test} {{ keep; }}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("header :list [\"to\", \"cc\"]")]
    [InlineData("address :all :list [\"to\", \"cc\"]")]
    [InlineData("envelope :list \"to\"")]
    [InlineData("string :list \"Bo@Home.example\"")]
    public void Section_2_2_example_any_value_may_be_in_the_list_and_the_entry_is_the_match_variable(string test) => Assert.Equal("fileinto:bo@home.example", TestScripts.Actions(
        $"require [\"envelope\", \"extlists\", \"variables\", \"fileinto\"]; if {test} [\":addrbook:default\", \":addrbook:crew\"] {{ fileinto \"${{0}}\"; }}",
        "To: eve@rival.example\r\nCc:  BO@home.example \r\n\r\n",
        new TestEnvironment { Lists = { [":addrbook:default"] = [], [":addrbook:crew"] = ["ada@quay.example", "bo@home.example"] } },
        new() { From = "eve@rival.example", To = "Bo@home.example" }));

    [Fact]
    public void Section_2_2_a_list_that_cannot_be_asked_is_an_error_of_the_run()
    {
        const string Missing = "if header :list \"from\" \"tag:quay.example,2025:none\" { discard; }";
        Assert.Equal("error", TestScripts.Actions($"require \"extlists\"; {Missing}", environment: Friends));
        Assert.Equal("keep", TestScripts.Actions($"require \"extlists\"; if valid_ext_list \"tag:quay.example,2025:none\" {{ {Missing} }}", environment: Friends));
    }

    [Theory]
    [InlineData(":addrbook:default", "keep")]
    [InlineData("tag:quay.example,2025:none", "discard")]
    public void Section_2_7_a_script_may_ask_whether_a_list_is_there(string list, string expected) => Assert.Equal(expected, TestScripts.Actions(
        $"require \"extlists\"; if valid_ext_list \"{list}\" {{ keep; }} else {{ discard; }}", environment: Friends));

    [Theory]
    [InlineData(1, "notify:mailto:crew@quay.example keep")]
    [InlineData(2, "keep")]
    public void Section_2_9_2_example_the_day_may_be_in_a_list_of_holidays(int day, string expected)
    {
        var environment = new TestEnvironment { Now = new(2025, 5, day, 8, 0, 0, TimeSpan.Zero), Lists = { ["tag:quay.example,2025:holidays"] = ["2025-05-01", "2025-12-25"] } };
        Assert.Equal(expected, TestScripts.Actions("""
            require ["date", "enotify", "extlists"];
            if currentdate :list "date" "tag:quay.example,2025:holidays" { notify "mailto:crew@quay.example"; }
            """, environment: environment));
    }

    [Theory]
    [InlineData("bo@home.example", "ada+crew@quay.example", "redirect:tag:quay.example,2025:crew")]
    [InlineData("eve@rival.example", "ada+crew@quay.example", "keep")]
    [InlineData("bo@home.example", "ada@quay.example", "keep")]
    public void Section_2_9_3_example_members_write_to_all_members(string from, string to, string expected)
    {
        var environment = new TestEnvironment { Lists = { ["tag:quay.example,2025:crew"] = ["bo@home.example", "ada@quay.example"] } };
        var result = TestScripts.Evaluate("""
            require ["envelope", "subaddress", "extlists"];
            if allof (envelope :detail "to" "crew", header :list "from" "tag:quay.example,2025:crew") {
                redirect :list "tag:quay.example,2025:crew";
            }
            """, $"From: {from}\r\n\r\n", environment: environment, envelope: new() { From = from, To = to });
        Assert.Equal(expected, TestScripts.Describe(result));
        Assert.True(result.Actions.All(action => action is RedirectAction { IsList: true }));
    }

    [Theory]
    [InlineData("192.0.2.7", "reject:Not from there.")]
    [InlineData("192.0.2.8", "keep")]
    public void Section_2_9_4_example_a_value_of_variables_is_looked_up(string ip, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["variables", "extlists", "index", "reject"];
        if header :index 1 :matches "received" "*(* [*.*.*.*])*" {
            set "ip" "${3}.${4}.${5}.${6}";
            if string :list "${ip}" "tag:quay.example,2025:refused" { reject "Not from there."; }
        }
        """, $"Received: from home (unknown [{ip}]) by mx.quay.example; Fri, 2 May 2025 12:00:00 +0200\r\n\r\n",
        new TestEnvironment { Lists = { ["tag:quay.example,2025:refused"] = ["192.0.2.7"] } }));

    [Theory]
    [InlineData("run.cmd", true)]
    [InlineData("sail.txt", false)]
    public void Section_2_9_5_example_names_of_attachments_are_looked_up(string name, bool isEnclosed)
    {
        var result = TestScripts.Evaluate("""
            require ["foreverypart", "mime", "enclose", "extlists"];
            foreverypart {
                if header :mime :param "filename" :list ["Content-Type", "Content-Disposition"] "tag:quay.example,2025:bad-names" {
                    enclose :subject "Look out" "A bad name.";
                    break;
                }
            }
            """, $"Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename={name}\r\n\r\nx\r\n--b--\r\n",
            environment: new TestEnvironment { Lists = { ["tag:quay.example,2025:bad-names"] = ["run.cmd"] } });
        Assert.Equal(isEnclosed, result.ImplicitKeep!.Message is not null);
        if (isEnclosed)
            Assert.Equal("Look out", SentMail.Kept(result).Field("Subject"));
    }
}
