using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Mime;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>Nothing of a message is lost when a script changes a piece of it.</summary>
public sealed class ChangedMessageTests
{
    private const string AddsField = """require "editheader"; addheader "X-New" "1";""";

    private static string Changed(string script, string message, SieveOptions? options = null) =>
        TestScripts.Evaluate(script, message, options).ImplicitKeep!.Message is { } content && content.TryGetMemory(out var octets) ? OctetText.Decode(octets.Span) : "";

    [Fact]
    public void More_fields_than_are_read_stay()
    {
        var message = "From: a@example.org\r\n" + string.Concat(Enumerable.Range(0, 12_000).Select(number => $"X-A: {number}\r\n")) + "\r\nText\r\n";
        Assert.Equal("X-New: 1\r\n" + message, Changed(AddsField, message));
    }

    [Fact]
    public void A_header_longer_than_is_read_stays()
    {
        var message = "From: a@example.org\r\n" + string.Concat(Enumerable.Range(0, 300).Select(number => $"X-{number}: {new string('x', 5000)}\r\n")) + "\r\nText\r\n";
        Assert.Equal("X-New: 1\r\n" + message, Changed(AddsField, message));
    }

    [Fact]
    public void Lines_that_are_no_fields_stay() =>
        Assert.Equal(
            "X-New: 1\r\nSubject: x\r\nX-Last: 1\r\nHello,\r\nthis was sent without an empty line.\r\n\r\n",
            Changed(AddsField, "Subject: x\r\nHello,\r\nX-Last: 1\r\nthis was sent without an empty line.\r\n"));

    [Property(Arbitrary = [typeof(MessagePieces)])]
    public bool Whatever_the_message_is_all_of_it_stays(string message)
    {
        var text = Changed(AddsField, message);
        return text.StartsWith("X-New: 1\r\n", StringComparison.Ordinal) && Letters(text["X-New: 1\r\n".Length..]) == Letters(message);
    }

    [Fact]
    public void A_message_too_large_to_be_read_whole_is_not_changed()
    {
        var result = TestScripts.Evaluate(AddsField, TestScripts.Message, new() { MaxMessageOctets = 100 });
        Assert.Contains("cannot be changed", result.Error!.Message, StringComparison.Ordinal);
        Assert.Null(result.ImplicitKeep!.Message);
    }

    [Theory]
    [InlineData("replace \"x\";")]
    [InlineData("enclose \"x\";")]
    public void A_message_too_large_to_be_read_whole_is_not_taken_apart(string command)
    {
        var result = TestScripts.Evaluate($"require [\"foreverypart\", \"replace\", \"enclose\"]; foreverypart {{ foreverypart {{ {command} }} break; }}", Parts, new() { MaxMessageOctets = 105 });
        Assert.Contains("cannot be changed", result.Error!.Message, StringComparison.Ordinal);
    }

    // Lines that are no fields stand behind those that are, and a last line without end gets one.
    private static string Letters(string text) => string.Concat(text.Where(c => c is not ('\r' or '\n')).Order());

    private const string Parts = "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b\r\nContent-Type: text/plain\r\n\r\ntwo\r\n--b--\r\n";

    [Fact]
    public void A_part_of_nothing_can_be_replaced()
    {
        var text = Changed("require [\"foreverypart\", \"replace\"]; foreverypart { foreverypart { replace :mime \"\\r\\nnew\"; } break; }".Replace("\\r\\n", "\r\n", StringComparison.Ordinal), Parts);
        Assert.Equal("From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nnew--b\r\n\r\nnew\r\n--b--\r\n", text);
    }

    [Fact]
    public void Parts_are_not_replaced_by_more_than_a_message_can_hold()
    {
        var message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\r\n\r\nx\r\n", 900)) + "--b--\r\n";
        var script = $"require [\"foreverypart\", \"replace\"]; foreverypart {{ replace \"{new string('y', 200_000)}\"; }}";
        Assert.NotNull(TestScripts.Evaluate(script, message).Error);
    }

    private static class MessagePieces
    {
        public static Arbitrary<string> Texts() => Gen.Elements(
                "From: a@example.org\r\n", "X: 1\n", " folded\r\n", "no field\r\n", ": \r\n", "\0\r\n", "é: ü\r\n", "\r\n", "\n", "Content-Type: multipart/mixed; boundary=b\r\n", "--b\r\n", "text", "\r")
            .ArrayOf().Select(string.Concat).ToArbitrary();
    }
}
