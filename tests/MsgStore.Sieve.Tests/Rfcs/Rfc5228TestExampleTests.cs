using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5228 §5 (tests) and §9 (the extended example) show.</summary>
public sealed class Rfc5228TestExampleTests
{
    private const string Sorting = """
        # How the mail of Ida is sorted.
        require ["fileinto"];
        if header :is "Sender" "owner-boats@lists.example"
                {
                fileinto "boats";  # the list
                }
        elsif address :DOMAIN :is ["From", "To"] "quay.example"
                {
                keep;              # the yard's own
                }
        elsif anyof (NOT address :all :contains ["To", "Cc", "Bcc"] "ida@harbour.example",
                     header :matches "subject" ["*get*rich*quick*", "*cheap*l?ans*"])
                {
                fileinto "junk";
                }
        else
                {
                fileinto "private";
                }
        """;

    [Theory]
    [InlineData("Tim Oak <tim@oak.example>", "discard")]
    [InlineData("TIM@OAK.example", "discard")]
    [InlineData("\"tim@oak.example\" <eve@rival.example>", "keep")]
    public void Section_5_1_example_the_address_is_compared_without_the_name(string from, string expected) =>
        Assert.Equal(expected, TestScripts.Actions("if address :is :all \"from\" \"tim@oak.example\" { discard; }", $"From: {from}\r\n\r\n"));

    [Theory]
    [InlineData("allof (false, false)", false)]
    [InlineData("allof (false, true)", false)]
    [InlineData("allof (true, true)", true)]
    public void Section_5_2_example_allof_is_true_where_all_tests_are(string test, bool expected) => Assert.Equal(expected, TestScripts.IsTrue("", test));

    [Theory]
    [InlineData("anyof (false, false)", false)]
    [InlineData("anyof (false, true)", true)]
    [InlineData("anyof (true, true)", true)]
    public void Section_5_3_example_anyof_is_true_where_one_test_is(string test, bool expected) => Assert.Equal(expected, TestScripts.IsTrue("", test));

    [Theory]
    [InlineData("tim@oak.example", "discard")]
    [InlineData("tom@oak.example", "keep")]
    public void Section_5_4_example_the_reverse_path_is_compared_and_not_the_header(string from, string expected) => Assert.Equal(expected, TestScripts.Actions(
        "require \"envelope\"; if envelope :all :is \"from\" \"tim@oak.example\" { discard; }", "From: other@oak.example\r\n\r\n", envelope: new() { From = from, To = "ida@harbour.example" }));

    [Theory]
    [InlineData("From: a@oak.example\r\nDate: Fri, 2 May 2025 10:00:00 +0200\r\n\r\n", "keep")]
    [InlineData("From: a@oak.example\r\n\r\n", "discard")]
    [InlineData("Date: Fri, 2 May 2025 10:00:00 +0200\r\n\r\n", "discard")]
    public void Section_5_5_example_all_fields_of_the_list_must_exist(string message, string expected) =>
        Assert.Equal(expected, TestScripts.Actions("if not exists [\"From\",\"Date\"] { discard; }", message));

    [Theory]
    [InlineData("header :is [\"X-Tea\"] [\"\"]", false)]
    [InlineData("header :contains [\"X-Tea\"] [\"\"]", true)]
    [InlineData("header :contains [\"X-Milk\"] [\"\"]", false)]
    public void Section_5_7_example_every_field_contains_the_empty_key(string test, bool expected) => Assert.Equal(expected, TestScripts.IsTrue("", test, "X-Tea: Assam\r\n\r\n"));

    [Theory]
    [InlineData("Subject: s\r\n\r\n", true)]
    [InlineData("Cc:  \r\nSubject: s\r\n\r\n", true)]
    [InlineData("Cc: a@oak.example\r\nSubject: s\r\n\r\n", false)]
    public void Section_5_7_example_a_pattern_tells_fields_that_are_missing_or_blank(string message, bool expected) =>
        Assert.Equal(expected, TestScripts.IsTrue("", "not header :matches \"Cc\" \"?*\"", message));

    [Fact]
    public void Section_5_8_example_not_turns_a_result_round()
    {
        Assert.True(TestScripts.IsTrue("", "not false"));
        Assert.False(TestScripts.IsTrue("", "not true"));
    }

    [Theory]
    [InlineData("Sender: owner-boats@lists.example\r\nFrom: bo@quay.example\r\n\r\n", "fileinto:boats")]
    [InlineData("From: bo@QUAY.example\r\nTo: all@else.example\r\n\r\n", "keep")]
    [InlineData("From: eve@rival.example\r\nTo: list@rival.example\r\nSubject: Hi\r\n\r\n", "fileinto:junk")]
    [InlineData("From: eve@rival.example\r\nTo: ida@harbour.example\r\nSubject: Now get really rich quickly\r\n\r\n", "fileinto:junk")]
    [InlineData("From: eve@rival.example\r\nTo: ida@harbour.example\r\nSubject: Cheap loans!\r\n\r\n", "fileinto:junk")]
    [InlineData("From: eve@rival.example\r\nCc: ida@harbour.example\r\nSubject: Hi\r\n\r\n", "fileinto:private")]
    public void Section_9_extended_example_mail_is_sorted_by_list_house_and_junk(string message, string expected) => Assert.Equal(expected, TestScripts.Actions(Sorting, message));

    [Fact]
    public void Section_9_extended_example_names_of_tags_and_tests_have_no_case() =>
        Assert.Empty(new SieveCompiler().Compile(System.Text.Encoding.UTF8.GetBytes(Sorting.ToUpperInvariant().Replace("\"FILEINTO\"", "\"fileinto\"", StringComparison.Ordinal))).Diagnostics);
}
