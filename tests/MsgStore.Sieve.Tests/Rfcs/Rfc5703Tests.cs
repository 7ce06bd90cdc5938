using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>foreverypart, mime, extracttext, replace and enclose (RFC 5703).</summary>
public sealed class Rfc5703Tests
{
    private const string Message = "From: a@example.com\r\nSubject: Report\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello there\r\n"
        + "--b\r\nContent-Type: application/x-program; name=\"run.exe\"\r\nContent-Disposition: attachment; filename=\"run.exe\"\r\n\r\nMZ\r\n--b--\r\n";

    [Theory] // §4
    [InlineData("header :mime :type \"content-type\" \"multipart\"", true)]
    [InlineData("header :mime :subtype :contains \"content-type\" \"mixed\"", true)]
    [InlineData("header :mime :anychild :contenttype \"content-type\" \"application/x-program\"", true)]
    [InlineData("header :mime :anychild :param \"filename\" :matches \"content-disposition\" \"*.exe\"", true)]
    [InlineData("header :mime :param \"filename\" :matches \"content-disposition\" \"*.exe\"", false)]
    [InlineData("exists :mime :anychild \"content-disposition\"", true)]
    [InlineData("exists :mime \"content-disposition\"", false)]
    public void Mime_tests_read_the_headers_of_parts(string test, bool expected) => Assert.Equal(expected, TestScripts.IsTrue("\"mime\"", test, Message));

    [Fact] // §3, §7
    public void A_loop_goes_over_parts_and_takes_their_text() => Assert.Equal("fileinto:Hello", TestScripts.Actions("""
        require ["foreverypart", "mime", "extracttext", "variables", "fileinto"];
        foreverypart :name "outer" {
            foreverypart {
                if header :mime :type "content-type" "text" {
                    extracttext :first 5 "start";
                    break :name "outer";
                }
                discard;
            }
            redirect "never@example.com";
        }
        fileinto "${start}";
        """, Message));

    [Fact] // §5
    public void A_part_is_replaced_where_it_stands()
    {
        var result = TestScripts.Evaluate("""
            require ["foreverypart", "mime", "replace"];
            foreverypart { if header :mime :param "filename" :matches "content-disposition" "*.exe" { replace "Removed: a program."; } }
            """, Message);
        var part = MimePart.Parse(Encoding.UTF8.GetBytes(RfcActionTests.Text(result.ImplicitKeep!.Message!)));
        Assert.Equal(["text/plain", "text/plain"], part.Children.Select(child => child.MediaType));
        Assert.Equal("Hello there|Removed: a program.", string.Join('|', part.Children.Select(child => child.Text)));
    }

    [Fact] // §5
    public void The_message_is_replaced_and_keeps_its_old_subject()
    {
        var result = TestScripts.Evaluate("require \"replace\"; replace :subject \"Thinned\" \"Only this.\";", Message);
        var part = MimePart.Parse(Encoding.UTF8.GetBytes(RfcActionTests.Text(result.ImplicitKeep!.Message!)));
        Assert.Equal("Thinned|Report|Only this.", $"{part.Header.First("Subject")!.Text}|{part.Header.First("Original-Subject")!.Text}|{part.Text}");
    }

    [Theory] // §6
    [InlineData("", "From: bo@quay.example|To: bo@quay.example|Subject: Old|Date: Thu, 29 Feb 2024 23:30:00 +0000|X-Why: ")]
    [InlineData(":subject \"Ärger\"", "From: bo@quay.example|To: bo@quay.example|Subject: Ärger|Date: Thu, 29 Feb 2024 23:30:00 +0000|X-Why: ")]
    [InlineData(":subject \"New\" :headers [\"x-why\", \"From\", \"Date\", \"To\", \"Subject\", \"Content-Type\"]", "From: ada@quay.example|To: |Subject: New|Date: Mon, 1 Jan 2024 00:00:00 +0000|X-Why: size")]
    public void The_message_is_enclosed_in_one_of_the_owner_that_takes_what_is_named(string arguments, string expected)
    {
        const string Original = "Return-Path: <ada@quay.example>\r\nReceived: from a by b\r\nFrom: ada@quay.example\r\nSubject: Old\r\nX-Why: size\r\n"
            + "Date: Mon, 1 Jan 2024 00:00:00 +0000\r\nMessage-ID: <old@quay.example>\r\nContent-Type: text/html\r\n\r\n<p>\r\n";
        var result = TestScripts.Evaluate($"require \"enclose\"; enclose {arguments} \"See below.\";", Original,
            environment: new TestEnvironment(), envelope: new() { From = "ada@quay.example", To = "bo@quay.example" });
        var part = SentMail.Kept(result);
        Assert.Equal(expected, string.Join('|', new[] { "From", "To", "Subject", "Date", "X-Why" }.Select(name => $"{name}: {part.Header.First(name)?.Text}")));
        Assert.Equal("from a by b|multipart/mixed", $"{part.Header.First("Received")!.Text}|{part.MediaType}");
        Assert.EndsWith("@quay.example>", part.Header.First("Message-ID")!.Text, StringComparison.Ordinal);
        Assert.NotEqual("<old@quay.example>", part.Header.First("Message-ID")!.Text);
        Assert.Equal("See below.", part.Children[0].Text);
        Assert.Equal(Original, Encoding.UTF8.GetString(part.Children[1].Children[0].Octets.Span));
    }

    [Theory] // §5
    [InlineData("replace :mime :subject \"x\" \"y\";", "':mime' does not")]
    [InlineData("replace :mime :from \"a@quay.example\" \"y\";", "':mime' does not")]
    [InlineData("replace :from \"nobody\" \"y\";", "is no address")]
    public void A_replacement_with_fields_of_its_own_takes_no_others(string command, string expected) =>
        Assert.Contains(expected, TestScripts.ErrorOf("require \"replace\"; " + command), StringComparison.Ordinal);

    [Theory] // §5
    [InlineData("Ada <ada@quay.example>, bo@quay.example", "Ada <ada@quay.example>, bo@quay.example|old@quay.example")]
    [InlineData("no address", "old@quay.example|")]
    public void The_author_may_be_replaced_by_a_list_and_stays_where_it_is_none(string from, string expected)
    {
        var script = $"require [\"replace\", \"variables\", \"editheader\"]; set \"a\" \"{from}\"; replace :from \"${{a}}\" \"New.\"; deleteheader \"Original-From\";";
        var part = SentMail.Kept(TestScripts.Evaluate(script, "From: old@quay.example\r\n\r\nOld\r\n"));
        Assert.Equal(expected, $"{part.Header.First("From")?.Text}|{part.Header.First("Original-From")?.Text}");
    }

    [Theory] // §6
    [InlineData("enclose \"Mind.\"; redirect \"far@example.org\";", "")]
    [InlineData("addheader \"X-Before\" \"1\"; enclose \"Mind.\"; addheader \"X-After\" \"1\"; redirect \"far@example.org\";", "X-Before: 1\r\n")]
    [InlineData("addheader \"X-Before\" \"1\"; enclose \"Mind.\"; enclose \"Mind again.\"; replace \"All gone.\"; redirect \"far@example.org\";", "X-Before: 1\r\n")]
    public void A_redirected_message_is_not_enclosed(string script, string added)
    {
        var result = TestScripts.Evaluate($"require [\"enclose\", \"editheader\", \"replace\", \"copy\"]; {script.Replace("redirect", "redirect :copy", StringComparison.Ordinal)}", Message);
        var sent = TestScripts.Single<RedirectAction>(result).Message;
        Assert.Equal(added.Length == 0 ? null : added + Message, sent is null ? null : RfcActionTests.Text(sent));
        Assert.NotEqual(added + Message, RfcActionTests.Text(result.ImplicitKeep!.Message!));
    }

    [Fact] // §6
    public void A_message_without_a_body_is_enclosed_line_by_line()
    {
        var result = TestScripts.Evaluate("require \"enclose\"; enclose text:\nÄpfel\n.\n;", "From: a@example.com\r\nSubject: no end");
        var part = MimePart.Parse(Encoding.UTF8.GetBytes(RfcActionTests.Text(result.ImplicitKeep!.Message!)));
        Assert.Equal("no end|1.0|8bit", $"{part.Header.First("Subject")!.Text}|{part.Header.First("MIME-Version")!.Text}|{part.Header.First("Content-Transfer-Encoding")!.Text}");
        Assert.Equal(["text/plain", "message/rfc822"], part.Children.Select(child => child.MediaType));
    }

    [Fact] // §5
    public void A_message_without_a_body_is_replaced_line_by_line()
    {
        var result = TestScripts.Evaluate("require \"replace\"; replace \"New.\";", "From: a@example.com\r\nSubject: no end");
        var part = MimePart.Parse(Encoding.UTF8.GetBytes(RfcActionTests.Text(result.ImplicitKeep!.Message!)));
        Assert.Equal("no end|1.0|New.", $"{part.Header.First("Subject")!.Text}|{part.Header.First("MIME-Version")!.Text}|{part.Text}");
    }
}
