using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>Sieve itself: what the examples of RFC 5228 show, in scripts of our own.</summary>
public sealed class Rfc5228Tests
{
    [Fact] // §2.3
    public void Comments_of_both_kinds_are_blanks() =>
        Assert.Equal("discard", TestScripts.Actions("if size :over 10 # as nearly all are\n{ /* a ; } of\nno meaning */ discard; }"));

    [Fact] // §2.4.2
    public void Quoted_and_multi_line_strings_are_the_same_value() =>
        Assert.True(TestScripts.IsTrue("\"variables\"", "string :is text:\none\n..two\n.\n \"one\n.two\n\""));

    [Theory] // §2.4.2.4
    [InlineData("$${hex:40}", "$@")]
    [InlineData("${hex: 40 }", "@")]
    [InlineData("${HEX: 40}", "@")]
    [InlineData("${hex:40", "${hex:40")]
    [InlineData("${hex:400}", "${hex:400}")]
    [InlineData("${hex:4${hex:30}}", "${hex:40}")]
    [InlineData("${unicode:40}", "@")]
    [InlineData("${ unicode:40}", "${ unicode:40}")]
    [InlineData("${Unicode:40}", "@")]
    [InlineData("${unicode:Cool}", "${unicode:Cool}")]
    [InlineData("${hex:24 24}", "$$")]
    [InlineData("${unicode: 20AC  0000e9}", "€é")]
    public void Encoded_characters_are_decoded_once(string text, string value)
    {
        var result = TestScripts.Evaluate($"require [\"fileinto\", \"encoded-character\"]; fileinto \"{text}\";");
        Assert.Equal(value, Assert.IsType<FileIntoAction>(result.Actions[0]).Mailbox);
    }

    [Theory] // §2.4.2.4
    [InlineData("${unicode:200000}")]
    [InlineData("${Unicode:DF01}")]
    public void A_number_that_is_no_character_is_an_error(string text) =>
        Assert.Contains("no Unicode character", TestScripts.ErrorOf($"require [\"fileinto\", \"encoded-character\"]; fileinto \"{text}\";"), StringComparison.Ordinal);

    [Theory] // §2.7.1, §5.7
    [InlineData(":is \"subject\" \"I have a present for you\"", true)]
    [InlineData(":is \"subject\" \"present\"", false)]
    [InlineData(":contains \"subject\" \"PRESENT\"", true)]
    [InlineData(":contains :comparator \"i;octet\" \"subject\" \"PRESENT\"", false)]
    [InlineData(":matches \"subject\" \"I * for ???\"", true)]
    [InlineData(":matches \"subject\" \"I \\\\* for ???\"", false)]
    [InlineData(":contains [\"x-missing\", \"subject\"] \"\"", true)]
    [InlineData(":contains \"x-missing\" \"\"", false)]
    [InlineData(":is [\"from\", \"subject\"] [\"a\", \"Coyote <coyote@desert.example.org>\"]", true)]
    public void Match_types_compare_values_with_keys(string test, bool expected) => Assert.Equal(expected, TestScripts.IsTrue("", $"header {test}"));

    [Theory] // §2.7.4, §5.1
    [InlineData(":is :all \"from\" \"coyote@desert.example.org\"", true)]
    [InlineData(":domain \"from\" \"DESERT.example.org\"", true)]
    [InlineData(":localpart :contains \"from\" \"desert\"", false)]
    [InlineData(":is \"from\" \"Coyote\"", false)]
    public void Address_parts_are_compared_without_display_name(string test, bool expected) => Assert.Equal(expected, TestScripts.IsTrue("", $"address {test}"));

    [Fact] // §2.10.2, §2.10.4
    public void The_implicit_keep_stays_until_an_action_cancels_it()
    {
        Assert.Equal("keep", TestScripts.Actions("if header \"subject\" \"no\" { discard; }"));
        Assert.Equal("redirect:a@example.com", TestScripts.Actions("redirect \"a@example.com\";"));
        Assert.Equal("redirect:a@example.com keep", TestScripts.Actions("redirect \"a@example.com\"; keep;"));
    }

    [Theory] // §2.10.5, §3.2
    [InlineData("require \"no-such-extension\"; keep;")]
    [InlineData("fileinto \"x\";")]
    [InlineData("if envelope \"from\" \"x\" { keep; }")]
    public void What_is_not_required_or_not_known_is_an_error(string script) => Assert.NotEmpty(TestScripts.ErrorOf(script));

    [Theory] // §3.1
    [InlineData("coyote@desert.example.org", "discard")]
    [InlineData("x@acme.example.com", "fileinto:acme")]
    [InlineData("x@example.net", "redirect:me@example.com")]
    public void Only_the_first_branch_whose_test_is_true_runs(string from, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require "fileinto";
        if header :contains "from" "coyote" { discard; }
        elsif header :contains ["from"] ["acme"] { fileinto "acme"; }
        else { redirect "me@example.com"; }
        """, $"From: {from}\r\n\r\n"));

    [Fact] // §3.3
    public void Stop_ends_the_script_and_leaves_the_implicit_keep() => Assert.Equal("keep", TestScripts.Actions("stop; redirect \"a@example.com\";"));

    [Fact] // §4.1 to §4.4
    public void Each_action_is_asked_for() =>
        Assert.Equal("fileinto:INBOX.harassment redirect:bart@example.com keep", TestScripts.Actions("""
            require "fileinto";
            if header :contains "from" "coyote" { fileinto "INBOX.harassment"; }
            redirect "bart@example.com";
            keep;
            discard;
            """).Replace(" discard", "", StringComparison.Ordinal));

    [Theory] // §5.2 to §5.9
    [InlineData("anyof (header :contains \"subject\" \"money\", not header :contains \"from\" \"money\")", true)]
    [InlineData("allof (true, not false)", true)]
    [InlineData("allof (true, false)", false)]
    [InlineData("exists [\"From\", \"Date\"]", true)]
    [InlineData("not exists [\"From\", \"X-Nothing\"]", true)]
    [InlineData("size :over 100K", false)]
    [InlineData("size :under 1M", true)]
    public void Tests_combine(string test, bool expected) => Assert.Equal(expected, TestScripts.IsTrue("", test));

    [Fact] // §5.9
    public void A_message_of_exactly_the_size_is_neither_over_nor_under()
    {
        var size = TestScripts.Message.Length;
        Assert.Equal("keep", TestScripts.Actions($"if anyof (size :over {size}, size :under {size}) {{ discard; }}"));
    }

    [Theory] // §5.4
    [InlineData(":all :is \"from\" \"tim@example.com\"", "tim@example.com", true)]
    [InlineData(":is \"from\" \"\"", "", true)]
    [InlineData(":domain :is \"from\" \"\"", "", true)]
    [InlineData(":localpart \"to\" \"roadrunner\"", "", true)]
    public void The_envelope_is_what_SMTP_said(string test, string from, bool expected) =>
        Assert.Equal(expected, TestScripts.IsTrue("\"envelope\"", $"envelope {test}", envelope: new() { From = from, To = "roadrunner@acme.example.com" }));

    [Fact] // §2.4.2.2
    public void Encoded_words_are_compared_as_what_they_stand_for() =>
        Assert.True(TestScripts.IsTrue("", "header :is \"subject\" \"Grüße aus Köln\"", "Subject: =?iso-8859-1?Q?Gr=FC=DFe_aus?= =?utf-8?B?IEvDtmxu?=\r\n\r\n"));
}
