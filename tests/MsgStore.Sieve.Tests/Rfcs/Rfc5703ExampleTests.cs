using System.Text;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5703 (foreverypart, mime, extracttext, replace, enclose) show.</summary>
public sealed class Rfc5703ExampleTests
{
    private const string Photo = "From: ida@harbour.example\r\nSubject: Quay\r\nMIME-Version: 1.0\r\nContent-Type: image/png; name=quay.png\r\n\r\nPNG\r\n";

    private const string Newsletter = "From: news@harbour.example\r\nSubject: May\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=alt\r\n\r\n"
        + "--alt\r\nContent-Type: text/plain\r\n\r\nPlain words of May\r\n--alt\r\nContent-Type: text/html\r\nContent-From: Tove <tove@harbour.example>\r\n\r\n<p>Words</p>\r\n--alt--\r\n";

    private const string Setup = "From: ida@harbour.example\r\nSubject: Setup\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=mix\r\n\r\n"
        + "--mix\r\nContent-Type: text/plain\r\n\r\nInstall this.\r\n--mix\r\nContent-Type: application/octet-stream; name=\"setup.CMD\"\r\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\n\r\necho\r\n"
        + "--mix\r\nContent-Type: application/x-dosexec\r\nContent-Disposition: attachment; filename=tool.bin\r\n\r\nMZ\r\n--mix--\r\n";

    [Theory]
    [InlineData(Photo, "fileinto:Pictures")]
    [InlineData(Newsletter, "keep")]
    public void Section_4_1_example_1_the_media_type_of_the_message_is_compared(string message, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["mime", "fileinto"];
        if header :mime :type "Content-Type" "IMAGE" { fileinto "Pictures"; }
        """, message));

    [Theory]
    [InlineData(Newsletter, "fileinto:Styled")]
    [InlineData(Photo, "keep")]
    public void Section_4_1_example_2_any_child_may_have_the_type_and_subtype(string message, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["mime", "fileinto"];
        if header :mime :anychild :contenttype "Content-Type" "text/html" { fileinto "Styled"; }
        """, message));

    [Theory]
    [InlineData("invoice-2025.pdf", "pdf", 3000, "fileinto:Bills")]
    [InlineData("invoice-2025.pdf", "pdf", 10, "keep")]
    [InlineData("invoice-2025.pdf", "zip", 3000, "keep")]
    [InlineData("drawing.pdf", "pdf", 3000, "keep")]
    public void Section_4_1_example_3_one_part_must_have_name_and_type_and_the_message_its_size(string name, string subtype, int padding, string expected)
    {
        var message = "From: ida@harbour.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=mix\r\n\r\n--mix\r\nContent-Type: text/plain\r\n\r\ntext\r\n"
            + $"--mix\r\nContent-Type: application/{subtype}\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{new string('x', padding)}\r\n--mix--\r\n";
        Assert.Equal(expected, TestScripts.Actions("""
            require ["mime", "foreverypart", "fileinto"];
            foreverypart {
                if allof (header :mime :param "filename" :contains "Content-Disposition" "invoice", header :mime :subtype "Content-Type" "pdf", size :over 2K) {
                    fileinto "Bills";
                    break;
                }
            }
            """, message));
    }

    [Theory]
    [InlineData("if address :mime :anychild :is :all \"content-from\" \"tove@harbour.example\" { fileinto \"FromTove\"; }", "fileinto:FromTove")]
    [InlineData("foreverypart { if address :mime :is :all \"content-from\" \"tove@harbour.example\" { fileinto \"FromTove\"; } }", "fileinto:FromTove")]
    [InlineData("if address :mime :is :all \"content-from\" \"tove@harbour.example\" { fileinto \"FromTove\"; }", "keep")]
    [InlineData("if address :mime :is :all \"content-from\" \"ida@harbour.example\" { fileinto \"FromIda\"; }", "fileinto:FromIda")]
    public void Section_4_2_example_an_address_may_stand_in_the_field_of_a_part(string command, string expected) =>
        Assert.Equal(expected, TestScripts.Actions("require [\"mime\", \"foreverypart\", \"fileinto\"]; " + command, "Content-From: Ida <ida@harbour.example>\r\n" + Newsletter));

    [Theory]
    [InlineData(Setup, "fileinto:Summed")]
    [InlineData(Newsletter, "keep")]
    public void Section_4_3_example_a_field_may_exist_in_any_child(string message, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["mime", "fileinto"];
        if exists :mime :anychild "content-md5" { fileinto "Summed"; }
        """, message));

    [Fact]
    public void Section_9_1_example_programs_by_type_or_by_name_are_replaced_by_a_note()
    {
        var part = SentMail.Kept(TestScripts.Evaluate("""
            require ["foreverypart", "mime", "replace"];
            foreverypart {
                if anyof (header :mime :contenttype :is "Content-Type" "application/x-dosexec",
                          header :mime :param ["name", "filename"] :matches ["Content-Type", "Content-Disposition"] "*.cmd") {
                    replace "A program stood here.";
                }
            }
            """, Setup));
        Assert.Equal(["Install this.", "A program stood here.", "A program stood here."], part.Children.Select(child => child.Text.TrimEnd()));
        Assert.Equal(["text/plain", "text/plain", "text/plain"], part.Children.Select(child => child.MediaType));
        Assert.Equal("Setup", part.Field("Subject"));
    }

    [Fact]
    public void Section_9_2_example_a_message_with_a_program_is_enclosed_below_a_warning_once()
    {
        const string Script = """
            require ["foreverypart", "mime", "enclose"];
            foreverypart :name "parts" {
                if header :mime :param ["name", "filename"] :matches ["Content-Type", "Content-Disposition"] ["*.bin", "*.cmd", "*.msi"] {
                    enclose :subject "Look out" text:
            The message below brings a program.
            Do not run it.
            .
            ;
                    break :name "parts";
                }
            }
            """;
        var part = SentMail.Kept(TestScripts.Evaluate(Script, Setup));
        Assert.Equal("multipart/mixed", part.MediaType);
        Assert.Equal("Look out|roadrunner@acme.example.com", $"{part.Field("Subject")}|{part.Field("From")}");
        Assert.Equal(["text/plain", "message/rfc822"], part.Children.Select(child => child.MediaType));
        Assert.StartsWith("The message below brings a program.\r\nDo not run it.", part.Children[0].Text, StringComparison.Ordinal);
        Assert.Equal(Setup, Encoding.UTF8.GetString(Assert.Single(part.Children[1].Children).Octets.Span));
        Assert.Null(TestScripts.Evaluate(Script, Newsletter).ImplicitKeep!.Message);
    }

    [Theory]
    [InlineData("May", "notify:mailto:pager@harbour.example keep")]
    [InlineData("FYI: May", "keep")]
    public void Section_9_3_example_the_start_of_the_first_text_goes_into_a_notification(string subject, string expected)
    {
        var result = TestScripts.Evaluate("""
            require ["foreverypart", "mime", "extracttext", "variables", "enotify"];
            if header :contains "from" "news@harbour.example" {
                if header :matches "Subject" "*" { set "title" "${1}"; }
                foreverypart {
                    if header :mime :type :is "Content-Type" "text" {
                        extracttext :first 11 "start";
                        break;
                    }
                }
                if not header :contains "subject" "FYI:" {
                    notify :message "${title}: ${start}" "mailto:pager@harbour.example";
                }
            }
            """, Newsletter.Replace("Subject: May", $"Subject: {subject}", StringComparison.Ordinal));
        Assert.Equal(expected, TestScripts.Describe(result));
        Assert.Equal(result.Actions.Length == 0 ? [] : ["May: Plain words"], result.Actions.OfType<NotifyAction>().Select(notify => notify.Text));
    }
}
