using System.Text;
using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Responses;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>Extensions that bring actions, by RFC and section.</summary>
public sealed class RfcActionTests
{
    [Theory]
    [InlineData("require [\"fileinto\", \"copy\"]; fileinto :copy \"incoming\";", "fileinto:incoming keep")] // RFC 3894 §3
    [InlineData("require \"imap4flags\"; setflag \"\\\\Seen\"; keep;", "keep[\\Seen]")] // RFC 5232 §3
    [InlineData("require \"imap4flags\"; addflag \"\\\\Deleted\"; addflag \"flagvar \\\\Answered\";", "keep[\\Deleted,flagvar,\\Answered]")] // §3.2, §5
    [InlineData("require \"imap4flags\"; addflag [\"$a\", \"$b\", \"$A\"]; removeflag \"$b\";", "keep[$a]")] // §3.3
    [InlineData("require [\"imap4flags\", \"fileinto\"]; setflag \"x\"; fileinto :flags \"\\\\Deleted\" \"Trash\"; fileinto \"Other\";", "fileinto:Trash[\\Deleted] fileinto:Other[x]")] // §5
    [InlineData("require [\"imap4flags\", \"variables\"]; setflag \"v\" \"a b\"; addflag \"v\" \"c\"; keep :flags \"${v}\";", "keep[a,b,c]")] // §2, §3
    [InlineData("require [\"imap4flags\", \"relational\", \"comparator-i;ascii-numeric\"]; addflag \"a b c\"; if hasflag :count \"ge\" :comparator \"i;ascii-numeric\" \"2\" { discard; }", "discard")] // §4
    [InlineData("require \"imap4flags\"; addflag \"MyFlag\"; if hasflag :contains \"flag\" { discard; }", "discard")] // §4
    [InlineData("require [\"fileinto\", \"mailbox\"]; fileinto :create \"Partners\";", "fileinto:Partners+create")] // RFC 5490 §3.2
    [InlineData("require \"reject\"; reject \"No thanks\";", "reject:No thanks")] // RFC 5429 §2.2
    [InlineData("require \"ereject\"; ereject \"No thanks\";", "ereject:No thanks")] // RFC 5429 §2.1
    [InlineData("require \"enotify\"; notify :importance \"1\" :message \"hi\" \"mailto:a@example.com\";", "notify:mailto:a@example.com keep")] // RFC 5435 §3
    [InlineData("require \"enotify\"; if valid_notify_method [\"mailto:a@example.com\", \"snail:x\"] { discard; }", "keep")] // RFC 5435 §4
    [InlineData("require \"enotify\"; if notify_method_capability \"mailto:a@example.com\" \"online\" [\"yes\", \"maybe\"] { discard; }", "discard")] // RFC 5435 §5
    [InlineData("require [\"enotify\", \"variables\", \"fileinto\"]; set :encodeurl \"u\" \"a b&ü\"; fileinto \"${u}\";", "fileinto:a%20b%26%C3%BC")] // RFC 5435 §6
    public void An_action_is_what_the_script_asks_for(string script, string expected) => Assert.Equal(expected, TestScripts.Actions(script));

    [Fact] // RFC 8579 §4, RFC 9042 §4
    public void Filing_may_prefer_a_special_use_or_an_identifier()
    {
        var result = TestScripts.Evaluate("require [\"fileinto\", \"special-use\", \"mailboxid\", \"mailbox\"]; fileinto :specialuse \"\\\\Junk\" :create \"Spam\"; fileinto :mailboxid \"F1\" \"Fallback\";");
        Assert.Equal("\\Junk", Assert.IsType<FileIntoAction>(result.Actions[0]).SpecialUse);
        Assert.Equal("F1", Assert.IsType<FileIntoAction>(result.Actions[1]).MailboxId);
    }

    [Fact] // RFC 6009 §6
    public void Redirect_may_carry_DSN_parameters()
    {
        var redirect = Assert.IsType<RedirectAction>(TestScripts.Evaluate("require [\"redirect-dsn\", \"copy\"]; redirect :copy :notify \"failure,delay\" :ret \"hdrs\" \"a@example.com\";").Actions[0]);
        Assert.Equal("FAILURE,DELAY HDRS", $"{redirect.Parameters["NOTIFY"]} {redirect.Parameters["RET"]}");
        Assert.Contains("no value of ':ret'", TestScripts.ErrorOf("require \"redirect-dsn\"; redirect :ret \"some\" \"a@example.com\";"), StringComparison.Ordinal);
    }

    [Fact] // RFC 5293 §4, §5
    public void Header_fields_are_added_and_deleted_and_tests_see_it()
    {
        var result = TestScripts.Evaluate("""
            require ["editheader", "fileinto"];
            addheader "X-Sieve-Filtered" "yes";
            addheader :last "X-Last" "end";
            deleteheader :contains "subject" "present";
            deleteheader :index 1 :last "To";
            if exists "x-sieve-filtered" { fileinto "Edited"; }
            redirect "a@example.com";
            """);
        Assert.Equal("fileinto:Edited redirect:a@example.com", TestScripts.Describe(result));
        var stored = Text(result.Actions[0].Message!);
        Assert.StartsWith("X-Sieve-Filtered: yes\r\nFrom: Coyote", stored, StringComparison.Ordinal);
        Assert.Contains("X-Last: end\r\n\r\nLook", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("Subject:", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nTo:", stored, StringComparison.Ordinal);
    }

    [Fact] // RFC 5293 §6
    public void Received_and_Auto_Submitted_stay() => Assert.Null(
        TestScripts.Evaluate("require \"editheader\"; deleteheader \"Received\"; deleteheader \"Auto-Submitted\";", "Received: x\r\nAuto-Submitted: no\r\n\r\n").ImplicitKeep!.Message);

    [Fact] // RFC 5230 §4, §5; RFC 6131 §2
    public void A_vacation_answer_goes_to_the_sender_of_personal_mail()
    {
        var action = Vacation("vacation :seconds 1800 :subject \"Away\" :addresses \"rr@example.com\" \"Gone.\";", out var result);
        Assert.Equal(TimeSpan.FromDays(1), action.Period);
        Assert.Equal("vacation keep", TestScripts.Describe(result));
        Assert.Null(VacationResponse.ReasonForSilence(action, Context(TestScripts.Message)));
        var answer = VacationResponse.Create(action, Context(TestScripts.Message));
        var header = MimeHeader.Parse(Encoding.UTF8.GetBytes(Text(answer.Content)));
        Assert.Equal("", answer.From);
        Assert.Equal("coyote@desert.example.org", Assert.Single(answer.To));
        Assert.Equal("Away|<one@desert.example.org>|<one@desert.example.org>|auto-replied (vacation)",
            string.Join('|', ((string[])["Subject", "In-Reply-To", "References", "Auto-Submitted"]).Select(name => header.First(name)!.Text)));
    }

    [Theory] // RFC 5230 §4.5, §4.6; RFC 3834 §2
    [InlineData("", "coyote@desert.example.org", "the owner's addresses")]
    [InlineData("To: roadrunner@acme.example.com\r\n", "", "empty")]
    [InlineData("To: roadrunner@acme.example.com\r\nList-Id: <x>\r\n", "a@example.com", "mailing list")]
    [InlineData("To: roadrunner@acme.example.com\r\nAuto-Submitted: auto-generated\r\n", "a@example.com", "by a program")]
    [InlineData("To: roadrunner@acme.example.com\r\nPrecedence: bulk\r\n", "a@example.com", "bulk")]
    [InlineData("To: roadrunner@acme.example.com\r\n", "owner-list@example.com", "system")]
    [InlineData("To: roadrunner@acme.example.com\r\n", "roadrunner@acme.example.com", "owner")]
    public void Nobody_is_answered_who_is_no_person_writing_to_the_owner(string header, string from, string reason) => Assert.Contains(reason,
        VacationResponse.ReasonForSilence(Vacation("vacation \"Gone.\";", out _), Context(header + "\r\n") with { Envelope = new() { From = from, To = "roadrunner@acme.example.com" } }),
        StringComparison.Ordinal);

    [Fact] // RFC 5230 §4.4, RFC 8580 §3
    public void A_vacation_answer_may_be_MIME_and_filed()
    {
        var action = Vacation("vacation :mime :fcc \"Sent\" :create :flags \"\\\\Seen\" text:\nContent-Type: text/html\n\n<p>Away</p>\n.\n;", out _);
        Assert.Equal("Sent \\Seen True", $"{action.Fcc!.Mailbox} {action.Fcc.Flags[0]} {action.Fcc.Create}");
        var part = MimePart.Parse(Encoding.UTF8.GetBytes(Text(VacationResponse.Create(action, Context(TestScripts.Message)).Content)));
        Assert.Equal("text/html <p>Away</p>", $"{part.MediaType} {part.Text.Trim()}");
    }

    [Fact] // RFC 5429 §2.2, RFC 8098
    public void A_rejection_is_a_disposition_notification()
    {
        var reject = (RejectAction)TestScripts.Evaluate("require \"reject\"; reject \"Not interested.\";").Actions[0];
        var notice = RejectResponse.Create(reject, Context(TestScripts.Message))!;
        var part = MimePart.Parse(Encoding.UTF8.GetBytes(Text(notice.Content)));
        Assert.Equal(["text/plain", "message/disposition-notification", "text/rfc822-headers"], part.Children.Select(child => child.MediaType));
        Assert.Contains("Not interested.", part.Children[0].Text, StringComparison.Ordinal);
        Assert.Null(RejectResponse.Create(reject, Context(TestScripts.Message) with { Envelope = new() { From = "", To = "x@example.com" } }));
    }

    [Fact] // RFC 5436 §2
    public void A_notification_by_mail_says_that_it_is_one()
    {
        var notify = (NotifyAction)TestScripts.Evaluate("require \"enotify\"; notify :message \"New mail\" \"mailto:a@example.com?cc=b@example.com&body=Look&X-Tag=1\";").Actions[0];
        var mail = NotificationMail.Create(notify, Context(TestScripts.Message))!;
        Assert.Equal("a@example.com b@example.com", string.Join(' ', mail.To));
        var part = MimePart.Parse(Encoding.UTF8.GetBytes(Text(mail.Content)));
        Assert.StartsWith("auto-notified", part.Header.First("Auto-Submitted")!.Text, StringComparison.Ordinal);
        Assert.Equal("New mail|1|Look", $"{part.Header.First("Subject")!.Text}|{part.Header.First("X-Tag")!.Text}|{part.Text.Trim()}");
        Assert.Null(NotificationMail.Create(notify, Context("Auto-Submitted: auto-notified\r\n\r\n")));
    }

    [Fact] // RFC 6609 §3
    public async Task Included_scripts_share_global_variables_and_return()
    {
        var compilation = await new SieveCompiler().CompileAsync(
            "require [\"include\", \"variables\", \"fileinto\"]; global \"box\"; set \"mine\" \"x\"; include :global \"pick\"; include :optional \"none\"; fileinto \"${box}${global.more}${mine}\";"u8.ToArray(),
            new OneScript("require [\"include\", \"variables\"]; global \"box\"; set \"box\" \"Picked\"; set \"global.more\" \"More\"; set \"mine\" \"y\"; return; discard;"));
        Assert.True(compilation.IsValid, string.Join('\n', compilation.Diagnostics));
        var result = await compilation.Program.EvaluateAsync(new SieveInput { Message = SieveMessage.FromMemory(default), Envelope = new() { From = "", To = "" } });
        Assert.Equal("fileinto:PickedMorex", TestScripts.Describe(result));
    }

    internal static string Text(MessageContent content) => content.TryGetMemory(out var octets) ? Encoding.UTF8.GetString(octets.Span) : throw new InvalidOperationException("Not in memory.");

    private static VacationAction Vacation(string command, out SieveResult result)
    {
        result = TestScripts.Evaluate("require [\"vacation\", \"vacation-seconds\", \"fcc\", \"mailbox\", \"imap4flags\"]; " + command);
        return Assert.IsType<VacationAction>(result.Actions[0]);
    }

    private static ResponseContext Context(string message) => new()
    {
        Header = MimeHeader.Parse(Encoding.UTF8.GetBytes(message)),
        Envelope = new() { From = "coyote@desert.example.org", To = "roadrunner@acme.example.com" },
        Now = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero),
        ServerName = "mail.example.com",
    };

    private sealed class OneScript(string script) : ISieveScriptSource
    {
        public ValueTask<ReadOnlyMemory<byte>?> FindAsync(SieveScriptLocation location, string name, CancellationToken cancellationToken = default) =>
            new(name == "pick" && location == SieveScriptLocation.Global ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(script) : null);
    }
}
