using System.Text;

namespace MsgStore.Mime.Tests.Oracle;

/// <summary>Makes messages: valid ones, and such as common senders make.</summary>
/// <param name="random">Decides.</param>
internal sealed class MessageGenerator(Random random)
{
    private const int MaxDepth = 4;

    private static readonly string[] Words =
        ["order", "a", "Gr\u00FC\u00DFe", "x.y", "J.", "re:", "\u4F60\u597D", "1", "it's", "=", "_", "caf\u00E9", "two  blanks", "%41", "(note)", "\"q\"", "a,b", "semi;colon", "\U0001F600"];

    private static readonly string[] Charsets = ["utf-8", "iso-8859-1", "us-ascii", "windows-1252", "UTF-8", "iso-8859-15", "koi8-r", "shift_jis", "gb2312", "utf-16", "x-unknown"];

    private readonly StringBuilder _text = new();
    private int _boundaries;

    /// <summary>A message.</summary>
    public byte[] Next()
    {
        _text.Clear();
        _boundaries = 0;
        WriteMessage(0);
        return OctetText.Encode(_text.ToString());
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private bool Chance(int percent) => random.Next(100) < percent;

    private string Word() => Pick(Words);

    private string Text(int most)
    {
        var words = new List<string>();
        for (var count = random.Next(1, most + 1); count > 0; count--)
            words.Add(Word());
        return string.Join(Pick(" ", " ", "  ", "\t"), words);
    }

    private void Line(string text = "") => _text.Append(text).Append("\r\n");

    private void Field(string name, string body) => Line($"{Case(name)}{Pick(":", ":", ":", " :")}{Pick(" ", " ", "", "  ", "\r\n ")}{Fold(body)}{Pick("", "", "", " ")}");

    private string Case(string name) => Pick(name, name, name.ToUpperInvariant(), name.ToLowerInvariant());

    private string Fold(string body) => Chance(20) ? body.Replace(" ", Pick("\r\n ", "\r\n\t", " \r\n "), StringComparison.Ordinal) : body;

    private void WriteMessage(int depth)
    {
        Field("From", Addresses(1));
        if (Chance(80))
            Field("To", Addresses(3));
        if (Chance(20))
            Field(Pick("Cc", "Bcc", "Reply-To", "Sender"), Addresses(3));
        if (Chance(80))
            Field("Date", Date());
        if (Chance(80))
            Field(Pick("Subject", "Subject", "Comments"), Chance(50) ? EncodedWords() : Text(6));
        if (Chance(30))
            Field("X-Other", Text(4));
        Field("MIME-Version", "1.0");
        WritePart(depth);
    }

    private void WritePart(int depth)
    {
        var kind = depth >= MaxDepth ? 0 : random.Next(10);
        if (kind >= 7)
            WriteMultipart(depth);
        else if (kind == 6)
            WriteAttachedMessage(depth);
        else
            WriteLeaf();
    }

    private void WriteMultipart(int depth)
    {
        var boundary = $"{Pick("b", "=_", "--", "B'()+_,-./:=?")}{_boundaries++}";
        Field("Content-Type", $"multipart/{Pick("mixed", "alternative", "related", "digest", "Signed")}; boundary=\"{boundary}\"{(Chance(20) ? "; type=\"text/html\"" : "")}");
        Line();
        if (Chance(30))
            Line("preamble");
        for (var count = random.Next(0, 4); count > 0; count--)
        {
            Line("--" + boundary + Pick("", "", "", " ", "\t"));
            if (Chance(10))
                Line();
            else
                WritePart(depth + 1);
            if (Chance(80))
                Line();
        }
        if (Chance(90))
            Line($"--{boundary}--{Pick("", "", " ")}");
        if (Chance(20))
            Line("epilogue");
    }

    private void WriteAttachedMessage(int depth)
    {
        Field("Content-Type", Pick("message/rfc822", "message/global", "message/RFC822; name=\"m.eml\""));
        if (Chance(20))
            Field("Content-Disposition", "attachment");
        Line();
        WriteMessage(depth + 1);
    }

    private void WriteLeaf()
    {
        var charset = Pick(Charsets);
        if (Chance(90))
            Field("Content-Type", Pick($"text/plain; charset={charset}", $"text/html; charset=\"{charset}\"; {Parameter("name")}", $"application/octet-stream; {Parameter("name")}",
                $"text/plain; format=flowed; charset={charset}; {Parameter("x")}", "image/png", "application/pdf;", "text/plain (comment)", "TEXT/Plain ; CHARSET = utf-8"));
        if (Chance(40))
            Field("Content-Disposition", $"{Pick("attachment", "inline", "ATTACHMENT")}; {Parameter("filename")}{Pick("", ";", "; size=10")}");
        if (Chance(20))
            Field("Content-Description", Chance(50) ? EncodedWords() : Text(4));
        var text = Text(12) + Pick("", "\r\n", "\r\n\r\n") + Text(5) + Pick("", "\r\n", "\r\n--no delimiter\r\n");
        var octets = Encoded(text, charset);
        switch (random.Next(4))
        {
            case 0:
                Field("Content-Transfer-Encoding", Pick("base64", "BASE64", "base64 (comment)"));
                Line();
                Line(Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks));
                break;
            case 1:
                Field("Content-Transfer-Encoding", Pick("quoted-printable", "Quoted-Printable"));
                Line();
                _text.Append(OctetText.Decode(TransferEncoding.Encode(octets, "quoted-printable").Span)).Append("\r\n");
                break;
            default:
                if (Chance(50))
                    Field("Content-Transfer-Encoding", Pick("7bit", "8bit", "binary", "8BIT"));
                Line();
                _text.Append(OctetText.Decode(octets)).Append(Pick("", "\r\n"));
                break;
        }
    }

    private static byte[] Encoded(string text, string charset) => MimeCharset.TryGet(charset, out var encoding) ? encoding.GetBytes(text) : Encoding.UTF8.GetBytes(text);

    private string Parameter(string name)
    {
        var value = Pick("a.txt", "Gr\u00FC\u00DFe.pdf", "two words.doc", "it's 100%.txt", "semi;colon", "\u4F60.txt", "a\"b", "");
        return random.Next(6) switch
        {
            0 => $"{name}={Token(value)}",
            1 => $"{name}*=utf-8'{Pick("", "de")}'{Percent(value)}",
            2 => $"{name}*0={Token("a")}; {name}*1=\"{Quoted(value)}\"",
            3 => $"{name}*0*=utf-8''{Percent(value)}; {name}*1=x; {name}*2*={Percent("\u00FC")}",
            4 => $"{name}=\"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=\"",
            _ => $"{name}=\"{Quoted(value)}\"",
        };
    }

    private static string Token(string value) => string.Concat(value.Where(c => char.IsAsciiLetterOrDigit(c) || c == '.')) is { Length: > 0 } token ? token : "x";

    private static string Quoted(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Percent(string value) => string.Concat(Encoding.UTF8.GetBytes(value).Select(octet => char.IsAsciiLetterOrDigit((char)octet) ? ((char)octet).ToString() : $"%{octet:X2}"));

    private string EncodedWords()
    {
        var words = new List<string>();
        for (var count = random.Next(1, 4); count > 0; count--)
            words.Add(Chance(70) ? EncodedWord() : Token(Word()));
        return string.Join(' ', words);
    }

    private string EncodedWord()
    {
        var octets = Encoding.UTF8.GetBytes(Text(2));
        return Chance(50)
            ? $"=?{Pick("utf-8", "UTF-8", "utf-8*de")}?B?{Convert.ToBase64String(octets)}?="
            : $"=?{Pick("utf-8", "iso-8859-1")}?{Pick("Q", "q")}?{string.Concat(octets.Select(octet => octet == ' ' ? "_" : char.IsAsciiLetterOrDigit((char)octet) ? ((char)octet).ToString() : $"={octet:X2}"))}?=";
    }

    private string Addresses(int most)
    {
        var addresses = new List<string>();
        for (var count = random.Next(1, most + 1); count > 0; count--)
            addresses.Add(Chance(8) ? $"{Pick("Team", "\"The Team\"")}:{(Chance(50) ? "" : Address() + ", " + Address())};" : Address());
        return string.Join(Pick(", ", ",", " , "), addresses);
    }

    private string Address()
    {
        var address = $"{Pick("alice", "a.b", "\"two words\"", "o'neil", "j\u00F6rg", "\"a\\\"b\"", "x+tag")}@{Pick("example.com", "EXAMPLE.org", "[192.0.2.1]", "b\u00FCcher.example", "sub.example.net")}";
        return random.Next(8) switch
        {
            0 => address,
            1 => $"<{address}>",
            2 => $"{EncodedWord()} <{address}>",
            3 => $"\"{Quoted(Token(Word()))}, {Token(Word())}\" <{address}>",
            4 => $"{address} (comment)",
            5 => $"Alice B. Smith <{address}>",
            6 => $"Alice (inner (nested) comment) Smith <{address}>",
            _ => $"Alice <{address}>",
        };
    }

    private string Date() => Pick(
        "Fri, 21 Nov 1997 09:55:06 -0600", "21 Nov 97 09:55:06 GMT", "Tue, 1 Jul 2003 10:52:37 +0200", "Thu, 13 Feb 1969 23:32 -0330", "Mon, 24 Nov 1997 14:22:01 EST",
        "Sat, 28 Feb 2026 23:59:59 +0000 (UTC)", "Wed,  4 Mar 2026 5:06:07 Z", "1 Jan 2000 00:00:00 -0000", "Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "Thu, 31 Dec 2026 23:59:60 +0000");
}
