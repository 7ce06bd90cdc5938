using System.Text;

namespace MsgStore.Benchmarks;

/// <summary>Messages of a wanted size: a header section of a dozen fields, then lines of text, some of which begin with a dot.</summary>
internal static class Corpus
{
    public static byte[] Message(int kibibytes)
    {
        var text = new StringBuilder();
        for (var field = 0; field < 12; field++)
            text.Append("X-Field-").Append(field).Append(": some words that a field may hold, and some more of them\r\n");
        text.Append("Subject: a message\r\n\r\n");
        for (var line = 0; text.Length < kibibytes * 1024; line++)
            text.Append(line % 20 == 0 ? ".a line that begins with a dot and goes on\r\n" : "a line of text that goes on for seventy characters or so before it ends\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The message as it stands on the wire after DATA, end mark included.</summary>
    public static byte[] DotStuffed(int kibibytes) =>
        Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Message(kibibytes)).Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n");
}
