using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5229 (variables) show.</summary>
public sealed class Rfc5229ExampleTests
{
    private const string Sorting = """
        require ["fileinto", "variables"];
        if header :matches "List-ID" "*<*@*" { fileinto "Lists/${2}"; stop; }
        if header :matches "Subject" "[*] *" { fileinto "Lists/${1}-${2}"; stop; }
        if address :matches ["To", "Cc"] ["ida@**.example", "bo@**.example"] { fileinto "House/${1}${2}|${0}"; stop; }
        if anyof (true, address :domain :matches "To" "*.net") { fileinto "Rest/${0}${1}"; stop; }
        """;

    [Theory]
    [InlineData("&%${}!", "&%${}!")]
    [InlineData("${oh!}", "${oh!}")]
    [InlineData("${all}", "")]
    [InlineData("${yard}", "Quay")]
    [InlineData("${BAD${Yard}", "${BADQuay")]
    [InlineData("${Owner, ${Yard} Ltd}", "${Owner, Quay Ltd}")]
    public void Section_3_examples_only_names_are_replaced_and_only_once(string text, string expected) => Assert.Equal(expected, Expand("set \"yard\" \"Quay\";", text));

    [Theory]
    [InlineData("${bo\\\\x}", "V")]
    [InlineData("${bo\\\\\\\\x}", "${bo\\x}")]
    [InlineData("\\\\${box}", "V")]
    [InlineData("\\\\\\\\${box}", "\\V")]
    public void Section_3_1_examples_backslashes_are_read_before_references(string text, string expected) =>
        Assert.Equal(expected, Expand("set \"box\" \"V\";", text.Replace("\\\\", "\\", StringComparison.Ordinal)));

    [Fact]
    public void Section_3_1_example_a_variable_keeps_a_reference_from_being_one() =>
        Assert.Equal("about ${horn}", Expand("set \"dollar\" \"$\"; set \"text\" \"about ${dollar}{horn}\";", "${text}"));

    [Theory]
    [InlineData("Hello Ida", true)]
    [InlineData("Hello ${name}", false)]
    public void Section_3_1_example_encoded_characters_are_read_before_references(string subject, bool expected) => Assert.Equal(expected ? "discard" : "keep", TestScripts.Actions("""
        require ["encoded-character", "variables"];
        set "name" "Ida";
        if header :contains "Subject" "hello${hex:20 24 7b 6e}ame}" { discard; }
        """, $"Subject: {subject}\r\n\r\n"));

    [Theory]
    [InlineData("List-Id: Sails <sails@lists.example>\r\nSubject: [x] y\r\n\r\n", "fileinto:Lists/sails")]
    [InlineData("Subject: [crew] [fwd] version 2 is out\r\n\r\n", "fileinto:Lists/crew-[fwd] version 2 is out")]
    [InlineData("To: ida@North.Quay.Example\r\n\r\n", "fileinto:House/North.Quay|ida@North.Quay.Example")]
    [InlineData("To: x@home.example\r\nCc: bo@South.Quay.example\r\n\r\n", "fileinto:House/South.Quay|bo@South.Quay.example")]
    [InlineData("To: x@home.net\r\n\r\n", "fileinto:Rest/")]
    public void Section_3_2_example_match_variables_hold_what_the_wildcards_covered(string message, string expected) => Assert.Equal(expected, TestScripts.Actions(Sorting, message));

    [Fact]
    public void Section_4_example_a_text_of_many_lines_is_filled_in()
    {
        var vacation = TestScripts.Single<VacationAction>(TestScripts.Evaluate("""
            require ["variables", "vacation"];
            set "title" "Dr";
            set "given" "Ida";
            set "family" "Lund";
            set "answer" text:
            Yours, ${TITLE} ${family}.
            Write again in June.
            .
            ;
            vacation "${answer}";
            """));
        Assert.Equal("Yours, Dr Lund.\r\nWrite again in June.\r\n", vacation.Reason.ReplaceLineEndings("\r\n"));
    }

    [Theory]
    [InlineData("set \"b\" \"${a}\";", "miXEd LetTErs")]
    [InlineData("set :length \"b\" \"${a}\";", "13")]
    [InlineData("set :lower \"b\" \"${a}\";", "mixed letters")]
    [InlineData("set :upperfirst \"b\" \"${a}\";", "MiXEd LetTErs")]
    [InlineData("set :upperfirst :lower \"b\" \"${a}\";", "Mixed letters")]
    [InlineData("set :lower :upperfirst \"b\" \"${a}\";", "Mixed letters")]
    [InlineData("set :quotewildcard \"b\" \"Oak*\";", "Oak\\*")]
    public void Section_4_1_examples_modifiers_change_the_value_in_their_order(string command, string expected) =>
        Assert.Equal(expected, Expand("set \"a\" \"miXEd LetTErs\"; " + command, "${b}"));

    [Fact]
    public void Section_5_example_a_state_is_collected_and_found() => Assert.Equal("discard", TestScripts.Actions("""
        require "variables";
        set "state" "${state} waiting";
        set "state" "${state} seen";
        if string :matches " ${state} " "* waiting *" { discard; }
        """));

    private static string Expand(string before, string text)
    {
        var notify = TestScripts.Single<NotifyAction>(TestScripts.Evaluate($"require [\"variables\", \"enotify\"]; {before} notify :message \"{text}\" \"mailto:a@example.com\";"));
        return notify.Text!;
    }
}
