using System.Globalization;
using System.Text;

namespace MsgStore.Benchmarks;

/// <summary>A user's script of many rules, none of which is met, and a message of 4 KiB.</summary>
internal static class SieveCorpus
{
    public const string Sender = "somebody@example.net";
    public const string Recipient = "me@example.com";

    public static byte[] Message { get; } = Encoding.ASCII.GetBytes(
        $"Received: from relay.example.net by mx.example.com; Tue, 1 Apr 2025 09:06:31 +0000\r\nFrom: Somebody <{Sender}>\r\nTo: {Recipient}\r\n"
        + "Subject: Nothing that any rule knows\r\nDate: Tue, 1 Apr 2025 09:06:30 +0000\r\nMessage-ID: <x@example.net>\r\nX-Tag: other\r\n\r\n"
        + string.Concat(Enumerable.Repeat("Lorem ipsum dolor sit amet.\r\n", 130)));

    public static byte[] Script(int rules)
    {
        var script = new StringBuilder("require [\"fileinto\", \"imap4flags\", \"envelope\", \"variables\", \"body\"];\r\n");
        for (var rule = 0; rule < rules; rule++)
            script.Append(CultureInfo.InvariantCulture, $"{Rule(rule)}\r\n");
        return Encoding.UTF8.GetBytes(script.ToString());
    }

    private static string Rule(int number) => (number % 5) switch
    {
        0 => $"if header :contains [\"subject\", \"list-id\"] \"topic number {number}\" {{ fileinto \"Topic{number}\"; stop; }}",
        1 => $"if address :domain \"from\" [\"shop{number}.example.com\", \"mail{number}.example.org\"] {{ setflag \"\\\\Flagged\"; fileinto \"Shops\"; stop; }}",
        2 => $"if header :matches \"subject\" \"[list{number}] *\" {{ fileinto \"List.${{1}}\"; stop; }}",
        3 => $"if allof (envelope :is \"to\" \"me+{number}@example.com\", not exists \"x-seen\") {{ discard; stop; }}",
        _ => $"if anyof (size :over {1 + (number % 50)}M, header :is \"x-tag\" \"tag{number}\") {{ redirect \"a{number}@example.net\"; stop; }}",
    };
}
