using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Responses;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5436 (notifications by mail) show.</summary>
public sealed class Rfc5436ExampleTests
{
    private const string Trigger = "Return-Path: <sailing-errors@lists.example>\r\n"
        + "Received: from mx.lists.example by mx.quay.example for <ada@quay.example>; Fri, 2 May 2025 11:58:01 +0200\r\n"
        + "Received: from home.example by mx.lists.example for <sailing@lists.example>; Fri, 2 May 2025 11:57:58 +0200\r\n"
        + "Message-ID: <tr1@home.example>\r\nDate: Fri, 2 May 2025 11:57:40 +0200\r\nPrecedence: list\r\nList-Id: Sailing <sailing.lists.example>\r\n"
        + "Sender: sailing-errors@lists.example\r\nFrom: \"Bo Lund\" <bo@home.example>\r\nTo: \"Sailing\" <sailing@lists.example>\r\nSubject: [Sailing] Regatta on Sunday\r\n\r\nWho comes?\r\n";

    [Fact]
    public void Section_2_7_1_example_the_owner_stands_in_Auto_Submitted()
    {
        var mail = Notify("notify \"mailto:pager@quay.example\";");
        Assert.Equal("auto-notified; owner-email=\"ada@quay.example\"", SentMail.Read(mail.Content).Field("Auto-Submitted"));
    }

    [Fact]
    public void Section_3_example_the_notification_has_its_own_fields_below_those_of_the_way_the_trigger_came()
    {
        var mail = Notify("""
            if header :contains "list-id" "sailing.lists.example" {
                if header :matches "Subject" "[*] *" {
                    notify :message "${1} says: ${2}" :importance "3" "mailto:4955501@sms.example?to=spare@quay.example";
                }
            }
            """);
        Assert.Equal("4955501@sms.example spare@quay.example", string.Join(' ', mail.To));
        var part = SentMail.Read(mail.Content);
        Assert.Equal("ada@quay.example|4955501@sms.example, spare@quay.example|Sailing says: Regatta on Sunday", $"{part.Field("From")}|{part.Field("To")}|{part.Field("Subject")}");
        Assert.Equal("Fri, 02 May 2025 12:00:00 +0200", part.Field("Date"));
        Assert.EndsWith("@mx.quay.example>", part.Field("Message-ID"), StringComparison.Ordinal);
        Assert.Equal(["Auto-Submitted", "Received", "Received"], part.Header.Fields.Take(3).Select(field => field.Name));
        Assert.Equal(["from mx.lists.example", "from home.example"], part.Header.Find("Received").Select(field => field.Text[..field.Text.IndexOf(" by", StringComparison.Ordinal)]));
        Assert.DoesNotContain(part.Header.Fields, field => field.Name is "List-Id" or "Sender" or "Return-Path");
    }

    [Fact]
    public void Section_3_example_a_notification_that_comes_back_makes_no_other_one()
    {
        var first = Notify("notify \"mailto:ada@quay.example\";");
        var action = TestScripts.Single<NotifyAction>(TestScripts.Evaluate("require \"enotify\"; notify \"mailto:ada@quay.example\";"));
        Assert.Null(NotificationMail.Create(action, SentMail.Context(SentMail.Text(first.Content), "ada@quay.example", "ada@quay.example")));
    }

    [Theory]
    [InlineData("notify :message \"Look\" \"mailto:p@quay.example?subject=URI\";", "Look")]
    [InlineData("notify \"mailto:p@quay.example?subject=URI%20says\";", "URI says")]
    [InlineData("notify \"mailto:p@quay.example\";", "[Sailing] Regatta on Sunday")]
    public void Section_2_7_the_subject_is_the_text_then_that_of_the_URI_then_that_of_the_trigger(string command, string subject) =>
        Assert.Equal(subject, SentMail.Read(Notify(command).Content).Field("Subject"));

    private static OutgoingMessage Notify(string script)
    {
        var result = TestScripts.Evaluate("require [\"enotify\", \"variables\"]; " + script, Trigger);
        return NotificationMail.Create(TestScripts.Single<NotifyAction>(result), SentMail.Context(Trigger, "sailing-errors@lists.example", "ada@quay.example"))!;
    }
}
