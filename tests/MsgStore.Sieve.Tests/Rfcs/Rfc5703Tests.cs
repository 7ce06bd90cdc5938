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

    [Fact] // §6
    public void The_message_is_enclosed_in_a_new_one()
    {
        var result = TestScripts.Evaluate("require \"enclose\"; enclose :subject \"Warning\" :headers [\"X-Why: size\"] \"See below.\";", Message);
        var part = MimePart.Parse(Encoding.UTF8.GetBytes(RfcActionTests.Text(result.ImplicitKeep!.Message!)));
        Assert.Equal("Warning size See below.", $"{part.Header.First("Subject")!.Text} {part.Header.First("X-Why")!.Text} {part.Children[0].Text}");
        Assert.Equal(Message, Encoding.UTF8.GetString(part.Children[1].Children[0].Octets.Span));
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
