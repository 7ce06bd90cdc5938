using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5173 (body) show.</summary>
public sealed class Rfc5173ExampleTests
{
    // As the message of §5.2: a multipart in a multipart beside an enclosed message, with words that tell the pieces apart.
    private const string Nested = "From: ida@quay.example\r\nSubject: pieces\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=out\r\n\r\n"
        + "PROLOGUE-OUT of the whole\r\n--out\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\nPROLOGUE-IN of the inner\r\n"
        + "--in\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nPLAIN ahoy\r\n--in\r\nContent-Type: text/html; charset=us-ascii\r\n\r\n<b>MARKUP</b> ahoy\r\n--in--\r\nEPILOGUE-IN of the inner\r\n"
        + "--out\r\nContent-Type: message/rfc822\r\n\r\nFrom: bo@home.example\r\nSubject: ENCLOSED ahoy\r\n\r\nINNERTEXT ahoy\r\n--out--\r\nEPILOGUE-OUT of the whole\r\n";

    private static readonly string[] Words = ["PROLOGUE-OUT", "PROLOGUE-IN", "PLAIN", "MARKUP", "EPILOGUE-IN", "ENCLOSED", "INNERTEXT", "EPILOGUE-OUT"];

    [Theory]
    [InlineData("multipart", "PROLOGUE-OUT PROLOGUE-IN EPILOGUE-IN EPILOGUE-OUT")]
    [InlineData("text/plain", "PLAIN INNERTEXT")]
    [InlineData("text/html", "MARKUP")]
    [InlineData("text", "PLAIN MARKUP INNERTEXT")]
    [InlineData("message/rfc822", "ENCLOSED")]
    public void Section_5_2_example_1_each_type_searches_its_own_pieces_of_a_nested_message(string type, string found) => Assert.Equal(found, string.Join(' ',
        Words.Where(word => TestScripts.IsTrue("\"body\"", $"body :content \"{type}\" :contains \"{word}\"", Nested))));

    [Theory]
    [InlineData("Content-Type: text/plain\r\n\r\nGET RICH TODAY\r\n", "discard")]
    [InlineData("Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGET =52ICH TODAY\r\n", "keep")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX-Note: Get Rich Today\r\n\r\ntext\r\n--b--\r\n", "discard")]
    [InlineData("Subject: get rich today\r\n\r\ntext\r\n", "keep")]
    public void Section_5_1_example_raw_searches_octets_and_the_headers_of_parts(string message, string expected) =>
        Assert.Equal(expected, TestScripts.Actions("require \"body\"; if body :raw :contains \"GET RICH TODAY\" { discard; }", message));

    [Theory]
    [InlineData("Content-Type: text/html\r\n\r\n<p>The anchor is lost</p>\r\n", "fileinto:Log")]
    [InlineData("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\ndGhlIEFOQ0hPUiBpcyBsb3N0\r\n", "fileinto:Log")]
    [InlineData("Content-Type: application/pdf\r\n\r\nanchor\r\n", "keep")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nthe keel\r\n--b\r\nContent-Type: audio/mp3\r\n\r\nx\r\n--b--\r\n", "fileinto:Log fileinto:Songs")]
    public void Section_5_2_example_2_texts_are_searched_for_words_and_types_for_their_being_there(string message, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["body", "fileinto"];
        if body :content "text" :contains ["anchor", "keel"] { fileinto "Log"; }
        if body :content "audio/mp3" :contains "" { fileinto "Songs"; }
        """, message));

    [Theory]
    [InlineData("Content-Type: text/plain\r\n\r\nAbout the Launch Schedule\r\n", "fileinto:yard/launch")]
    [InlineData("Content-Type: text/html\r\n\r\n<p>About the launch <i>sched</i>ule</p>\r\n", "fileinto:yard/launch")]
    [InlineData("Content-Type: image/png\r\n\r\nlaunch schedule\r\n", "keep")]
    public void Section_5_3_example_text_is_searched_without_its_mark_up(string message, string expected) => Assert.Equal(expected, TestScripts.Actions(
        "require [\"body\", \"fileinto\"]; if body :text :contains \"launch schedule\" { fileinto \"yard/launch\"; }", message));

    [Theory]
    [InlineData("Subject: s\r\n", false)]
    [InlineData("Subject: s\r\n\r\n", true)]
    public void Section_4_a_message_without_a_body_matches_nothing(string message, bool expected) => Assert.Equal(expected, TestScripts.IsTrue("\"body\"", "body :raw :contains \"\"", message));
}
