using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5293 (editheader) show.</summary>
public sealed class Rfc5293ExampleTests
{
    [Fact]
    public void Section_4_example_a_field_marks_what_was_sent_on_so_that_it_is_not_sent_again()
    {
        const string Script = """
            require "editheader";
            if not header :contains "X-Sent-On" ["<ada@quay.example>", "<ada@home.example>"] {
                addheader "X-Sent-On" "<ada@quay.example>";
                redirect "ada@home.example";
            }
            """;
        var result = TestScripts.Evaluate(Script);
        Assert.Equal("redirect:ada@home.example", TestScripts.Describe(result));
        var sent = SentMail.Text(result.Actions[0].Message!);
        Assert.StartsWith("X-Sent-On: <ada@quay.example>\r\nFrom:", sent, StringComparison.Ordinal);
        Assert.Equal("keep", TestScripts.Actions(Script, sent));
    }

    [Theory]
    [InlineData("bo@home.example", "ada@quay.example", "ada@quay.example")]
    [InlineData("ada@quay.example", "bo@home.example", null)]
    public void Section_5_example_only_the_field_at_the_index_is_looked_at(string first, string second, string? firstLeft)
    {
        var result = TestScripts.Evaluate("require \"editheader\"; deleteheader :index 1 :contains \"Delivered-To\" \"bo@home.example\";",
            $"Delivered-To: {first}\r\nDelivered-To: {second}\r\n\r\n");
        Assert.Equal(firstLeft, result.ImplicitKeep!.Message is null ? null : SentMail.Kept(result).Field("Delivered-To"));
    }

    [Fact]
    public void Section_7_example_1_adding_and_deleting_leaves_the_message_as_it_was()
    {
        const string Message = "X-Boat: Old\r\nSubject: s\r\n\r\nText\r\n";
        var result = TestScripts.Evaluate("require \"editheader\"; addheader \"X-Boat\" \"New\"; deleteheader :index 1 \"X-Boat\";", Message);
        Assert.Equal(Message, result.ImplicitKeep!.Message is { } changed ? SentMail.Text(changed) : Message);
    }

    [Fact]
    public void Section_7_example_2_the_second_index_counts_what_the_first_deletion_left()
    {
        var part = SentMail.Kept(TestScripts.Evaluate("require \"editheader\"; deleteheader :index 1 \"X-Boat\"; deleteheader :index 2 \"X-Boat\";",
            "X-Boat: one\r\nX-Boat: two\r\nX-Boat: three\r\nX-Boat: four\r\n\r\n"));
        Assert.Equal(["two", "four"], part.Header.Find("X-Boat").Select(field => field.Text));
    }

    [Theory]
    [InlineData("Subject: s\r\n\r\n")]
    [InlineData("X-Boat: Other\r\n\r\n")]
    public void Section_7_example_3_tests_see_a_field_just_added(string message) => Assert.Equal("fileinto:Boats", TestScripts.Actions("""
        require ["editheader", "fileinto"];
        addheader "X-Boat" "Sloop";
        if header :contains "X-Boat" "Sloop" { fileinto "Boats"; }
        """, message));

    [Fact]
    public void Section_7_example_4_a_changed_message_is_the_same_message_and_is_kept_once()
    {
        var result = TestScripts.Evaluate("require \"editheader\"; keep; addheader \"X-Taste\" \"salt\"; keep;");
        Assert.Equal("keep", TestScripts.Describe(result));
        Assert.Null(result.Actions[0].Message);
    }
}
