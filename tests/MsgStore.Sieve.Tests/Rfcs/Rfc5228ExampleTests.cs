using MsgStore.Sieve.Syntax;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5228 show, up to the actions; tests and the extended example stand in <see cref="Rfc5228TestExampleTests"/>.</summary>
public sealed class Rfc5228ExampleTests
{
    internal const string Personal = "Date: Fri, 2 May 2025 09:00:00 +0200\r\nFrom: fox@woods.example\r\nTo: hen@yard.example\r\nSubject: A small gift\r\n\r\nCome by.\r\n";

    internal const string Offer = "From: rich!@nowhere.invalid\r\nSender: sales@bulk.example\r\nTo: hen@yard.example\r\nDate: Fri, 2 May 2025 10:00:00 +0200\r\n"
        + "Subject: %%% BECOME RICH BY EGGS %%%\r\n\r\nOnly today.\r\n";

    [Theory]
    [InlineData("if size :over 100k { # it is too large\n discard;\n}")]
    [InlineData("if size :over 100K { /* it is\n too large */ discard /* so it goes\n */ ;\n}")]
    public void Section_2_3_examples_comments_of_both_kinds_stand_between_tokens(string script)
    {
        Assert.Equal("keep", TestScripts.Actions(script, Personal));
        Assert.Equal("discard", TestScripts.Actions(script, Personal + new string('x', 110_000)));
    }

    [Theory]
    [InlineData("To: hen@yard.example\r\n\r\n", true)]
    [InlineData("Cc: hen00@coop.example\r\n\r\n", true)]
    [InlineData("Bcc: hen@yard.example\r\n\r\n", false)]
    public void Section_2_4_2_1_example_any_field_may_hold_any_key(string message, bool expected) =>
        Assert.Equal(expected, TestScripts.IsTrue("", "header :contains [\"To\", \"Cc\"] [\"hen@yard.example\", \"hen00@coop.example\"]", message));

    [Fact]
    public void Section_2_4_2_4_example_an_encoded_pattern_is_the_text_it_stands_for()
    {
        const string Script = "require \"encoded-character\"; if header :contains \"Subject\" \"%${hex:25 25}\" { discard; }";
        Assert.Equal("discard", TestScripts.Actions(Script, Offer));
        Assert.Equal("keep", TestScripts.Actions(Script, Personal));
    }

    [Theory]
    [InlineData("Date: Fri, 2 May 2025 10:00:00 +0200\r\nFrom: hen@yard.example\r\n\r\n", "keep")]
    [InlineData("From: hen@yard.example\r\n\r\n", "discard")]
    [InlineData("Date: Fri, 2 May 2025 10:00:00 +0200\r\nFrom: wolf@woods.example\r\n\r\n", "discard")]
    public void Section_2_5_1_example_a_list_of_tests_is_an_argument(string message, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        if anyof (not exists ["From", "Date"], header :contains "from" "wolf@woods.example") { discard; }
        """, message));

    [Theory]
    [InlineData("A * gift", "A small gift", true)]
    [InlineData("A ????? gift", "A small gift", true)]
    [InlineData("A ?????? gift", "A small gift", false)]
    [InlineData("small", "A small gift", false)]
    [InlineData("\\\\*\\\\?", "*?", true)]
    [InlineData("\\\\*\\\\?", "ab", false)]
    public void Section_2_7_1_example_wildcards_cover_the_whole_value_and_are_escaped_by_two_backslashes(string pattern, string subject, bool expected) =>
        Assert.Equal(expected, TestScripts.IsTrue("", $"header :matches \"subject\" \"{pattern}\"", $"Subject: {subject}\r\n\r\n"));

    [Fact]
    public void Section_2_7_1_example_is_means_the_same_string_and_the_empty_key_the_empty_value()
    {
        Assert.True(TestScripts.IsTrue("", "header :is \"x-a\" \"gadget\"", "X-A: gadget\r\n\r\n"));
        Assert.False(TestScripts.IsTrue("", "header :is \"x-a\" \"gadge\"", "X-A: gadget\r\n\r\n"));
        Assert.False(TestScripts.IsTrue("", "header :is \"x-a\" \"\"", "X-A: gadget\r\n\r\n"));
        Assert.True(TestScripts.IsTrue("", "header :is \"x-a\" \"\"", "X-A:\r\n\r\n"));
    }

    [Theory]
    [InlineData("BECOME RICH", "discard")]
    [InlineData("Become Rich", "keep")]
    public void Section_2_7_3_example_a_comparator_may_tell_case_apart(string key, string expected) =>
        Assert.Equal(expected, TestScripts.Actions($"if header :contains :comparator \"i;octet\" \"Subject\" \"{key}\" {{ discard; }}", Offer));

    [Fact]
    public void Section_2_10_2_example_a_script_that_does_nothing_keeps() => Assert.Equal("keep", TestScripts.Actions("if size :over 500K { discard; }", Personal));

    [Theory]
    [InlineData(Personal, "discard", "redirect:warden@yard.example")]
    [InlineData(Offer, "discard", "redirect:bin@yard.example")]
    [InlineData("From: bo@home.example\r\nSubject: Hull\r\n\r\n", "fileinto:INBOX", "redirect:field@yard.example")]
    public void Section_3_1_examples_exactly_one_branch_runs(string message, string first, string second)
    {
        Assert.Equal(first, TestScripts.Actions("""
            require "fileinto";
            if header :contains "from" "fox" { discard; } elsif header :contains ["subject"] ["%%%"] { discard; } else { fileinto "INBOX"; }
            """, message));
        Assert.Equal(second, TestScripts.Actions("""
            if header :contains ["From"] ["fox"] { redirect "warden@yard.example"; }
            elsif header :contains "Subject" "%%%" { redirect "bin@yard.example"; }
            else { redirect "field@yard.example"; }
            """, message));
    }

    [Theory]
    [InlineData("require [\"fileinto\", \"reject\"]; fileinto \"a\";")]
    [InlineData("require \"fileinto\"; require \"vacation\"; vacation \"Away\"; fileinto \"a\";")]
    public void Section_3_2_examples_capabilities_are_required_in_one_list_or_one_by_one(string script) =>
        Assert.Empty(new SieveCompiler().Compile(System.Text.Encoding.UTF8.GetBytes(script)).Diagnostics);

    [Fact]
    public void Section_3_2_require_after_another_command_is_an_error() =>
        Assert.Contains("must stand before", TestScripts.ErrorOf("keep; require \"fileinto\";"), StringComparison.Ordinal);

    [Theory]
    [InlineData(Personal, "fileinto:Woods.Trouble")]
    [InlineData(Offer, "keep")]
    public void Section_4_1_example_mail_is_filed_by_its_sender(string message, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require "fileinto";
        if header :contains ["from"] "fox" { fileinto "Woods.Trouble"; }
        """, message));

    [Fact]
    public void Section_4_2_example_one_line_sends_all_mail_on() => Assert.Equal("redirect:rooster@yard.example", TestScripts.Actions("redirect \"rooster@yard.example\";", Offer));

    [Theory]
    [InlineData(10, "keep")]
    [InlineData(1_100_000, "discard")]
    public void Section_4_3_examples_keep_is_what_happens_without_it(int size, string expected)
    {
        var message = Personal + new string('x', size);
        Assert.Equal(expected, TestScripts.Actions("if size :under 1M { keep; } else { discard; }", message));
        Assert.Equal(expected, TestScripts.Actions("if not size :under 1M { discard; }", message));
    }

    [Theory]
    [InlineData(Personal, "discard")]
    [InlineData(Offer, "keep")]
    public void Section_4_4_example_mail_of_a_sender_is_thrown_away(string message, string expected) =>
        Assert.Equal(expected, TestScripts.Actions("if header :contains [\"from\"] [\"fox@woods.example\"] { discard; }", message));

    [Fact]
    public async Task Section_4_4_discard_tells_nobody()
    {
        using var fixture = new Delivery.DeliveryFixture();
        fixture.Script = "discard;";
        Assert.Equal(MsgStore.Delivery.DeliveryStatus.Discarded, (await fixture.DeliverAsync()).Status);
        Assert.Empty(fixture.Outbound.Sent);
        Assert.Empty(await fixture.ListAsync());
    }

    [Fact]
    public void Section_4_1_example_a_name_with_an_ampersand_reaches_the_store_as_it_is_written()
    {
        Assert.Equal("fileinto:bits & pieces", TestScripts.Actions("require \"fileinto\"; fileinto \"bits & pieces\";"));
        Assert.True(Mailboxes.FolderName.TryParse("bits & pieces", out var folder));
        Assert.Equal("bits & pieces", folder.Value);
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("3k", 3072)]
    [InlineData("2M", 2_097_152)]
    [InlineData("1G", 1_073_741_824)]
    public void Section_2_4_1_example_a_suffix_multiplies_by_a_power_of_two(string number, long value)
    {
        var result = SieveParser.Parse(System.Text.Encoding.UTF8.GetBytes($"if size :over {number} {{ keep; }}"), new SieveSyntaxLimits());
        var test = Assert.IsType<SieveTestSyntax>(result.Script.Commands[0].Tests[0]);
        Assert.Equal(value, Assert.Single(test.Arguments.OfType<SieveNumberSyntax>()).Value);
    }

    [Fact]
    public void Section_2_4_2_example_a_backslash_before_what_needs_none_is_nothing() =>
        Assert.Equal("fileinto:yard", TestScripts.Actions("require \"fileinto\"; fileinto \"y\\ard\";"));

    [Theory]
    [InlineData("gad", true)]
    [InlineData("dge", true)]
    [InlineData("gdt", false)]
    [InlineData("", true)]
    public void Section_2_7_1_example_contains_means_a_substring(string key, bool expected) =>
        Assert.Equal(expected, TestScripts.IsTrue("", $"header :contains \"x-a\" \"{key}\"", "X-A: gadget\r\n\r\n"));

    [Theory]
    [InlineData("i;octet", "K??ln", true)]
    [InlineData("i;octet", "K?ln", false)]
    [InlineData("i;ascii-casemap", "k??ln", true)]
    [InlineData("i;ascii-casemap", "k?ln", false)]
    public void Section_2_7_1_example_a_question_mark_is_an_octet_for_comparators_of_octets(string comparator, string pattern, bool expected) =>
        Assert.Equal(expected, TestScripts.IsTrue("", $"header :comparator \"{comparator}\" :matches \"subject\" \"{pattern}\"", "Subject: =?utf-8?Q?K=C3=B6ln?=\r\n\r\n"));

    [Fact]
    public async Task Section_4_4_example_filing_and_discarding_is_filing()
    {
        using var fixture = new Delivery.DeliveryFixture();
        fixture.Script = """require "fileinto"; fileinto "Junk"; discard;""";
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync("Junk"));
        Assert.Empty(await fixture.ListAsync());
    }
}
