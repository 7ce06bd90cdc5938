using System.Collections.Immutable;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5435 (enotify) show.</summary>
public sealed class Rfc5435ExampleTests
{
    private static readonly SieveOptions ThreeMethods = new() { NotifySchemes = ImmutableHashSet.Create("mailto", "xmpp", "tel") };

    private static readonly TestEnvironment Phones = new() { Online = { ["xmpp"] = "yes", ["tel"] = "maybe" } };

    [Theory]
    [InlineData("From: chief@shipyard.example\r\nTo: crew@lists.shipyard.example\r\nSubject: Slip 3\r\n\r\n", "notify:mailto:ada@quay.example keep", 1, "Slip 3 wants you")]
    [InlineData("From: bo@quay.example\r\nTo: crew@lists.shipyard.example\r\nSubject: Paint\r\n\r\n", "notify:mailto:ada@quay.example fileinto:Lists.Crew", 3, "[CREW] bo@quay.example: Paint")]
    [InlineData("From: bo@quay.example\r\nTo: ada@quay.example\r\nSubject: Paint\r\n\r\n", "keep", 0, "")]
    public void Section_3_7_example_1_notifications_have_importance_and_text_and_stop_ends_the_script(string message, string expected, int importance, string text)
    {
        var result = TestScripts.Evaluate("""
            require ["enotify", "fileinto", "variables"];
            if header :contains "from" "chief@shipyard.example" {
                if header :matches "Subject" "*" { set "what" "${1}"; }
                notify :importance "1" :message "${what} wants you" "mailto:ada@quay.example";
                stop;
            }
            if header :contains "to" "crew@lists.shipyard.example" {
                if header :matches "Subject" "*" { set "what" "${1}"; }
                if header :matches "From" "*" { set "who" "${1}"; }
                notify :importance "3" :message "[CREW] ${who}: ${what}" "mailto:ada@quay.example";
                fileinto "Lists.Crew";
            }
            """, message);
        Assert.Equal(expected, TestScripts.Describe(result));
        var notify = result.Actions.OfType<NotifyAction>().SingleOrDefault();
        Assert.Equal((importance, text), (notify?.Importance ?? 0, notify?.Text ?? ""));
    }

    [Theory]
    [InlineData("bounce@relay.example", "Bo <bo@north.quay.example>", "bo@north.quay.example (sent by bounce@relay.example): Hull")]
    [InlineData("bounce@relay.example", "bo@elsewhere.example", null)]
    public void Section_3_7_example_2_envelope_and_header_make_the_text(string from, string header, string? expected)
    {
        var result = TestScripts.Evaluate("""
            require ["enotify", "variables", "envelope"];
            if header :matches "from" "*@*.quay.example*" {
                if envelope :all :matches "from" "*" { set "real" " (sent by ${1})"; }
                if header :matches "Subject" "*" { set "what" "${1}"; }
                if address :matches :all "from" "*" { set "who" "${1}"; }
                notify :message "${who}${real}: ${what}" "mailto:ada@quay.example";
            }
            """, $"From: {header}\r\nSubject: Hull\r\n\r\n", envelope: new() { From = from, To = "ada@quay.example" });
        Assert.Equal(expected, result.Actions.OfType<NotifyAction>().SingleOrDefault()?.Text);
        Assert.NotNull(result.ImplicitKeep);
    }

    [Theory]
    [InlineData("bo@quay.example", "ada@quay.example", "Hull", "notify:xmpp:ada@quay.example?message;body=Mail%20came keep")]
    [InlineData("bo@quay.example", "ada@quay.example", "The alarm rang", "notify:tel:+4955501 keep")]
    [InlineData("bo@quay.example", "crew@lists.quay.example", "The alarm rang", "keep")]
    [InlineData("chief@quay.example", "crew@lists.quay.example", "Hull", "notify:tel:+4955502 keep")]
    [InlineData("chief@quay.example", "crew@lists.quay.example", "FYI: Hull", "keep")]
    public void Section_3_7_example_3_the_method_is_chosen_by_variables(string from, string to, string subject, string expected) => Assert.Equal(expected, TestScripts.ActionsWith(ThreeMethods, """
        require ["enotify", "variables"];
        set "road" "xmpp:ada@quay.example?message;body=Mail%20came";
        if header :contains "subject" "alarm" { set "road" "tel:+4955501"; }
        if header :contains "to" "crew@lists.quay.example" { set "road" ""; }
        if not string :is "${road}" "" { notify "${road}"; }
        if header :contains "from" "chief@quay.example" {
            if header :matches "Subject" "*" { set "what" "${1}"; }
            if not header :contains "subject" "FYI:" { notify :importance "1" :message "CHIEF: ${what}" "tel:+4955502"; }
        }
        """, $"From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\n\r\n", Phones));

    [Theory]
    [InlineData("\"mailto:ada@quay.example\", \"http://bell.quay.example/ring\"", "discard")]
    [InlineData("\"mailto:ada@quay.example\"", "keep")]
    public void Section_4_example_4_all_methods_of_the_list_must_be_known(string methods, string expected) =>
        Assert.Equal(expected, TestScripts.Actions($"require \"enotify\"; if not valid_notify_method [{methods}] {{ discard; stop; }}"));

    [Fact]
    public void Section_3_2_a_method_that_is_not_known_is_an_error_of_the_run()
    {
        Assert.Equal("error", TestScripts.Actions("require \"enotify\"; if true { notify \"http://bell.quay.example/ring\"; }"));
        Assert.Contains("not by \"http\"", TestScripts.ErrorOf("require \"enotify\"; notify \"http://bell.quay.example/ring\";"), StringComparison.Ordinal);
        Assert.Equal("keep", TestScripts.Actions("require \"enotify\"; if valid_notify_method \"http://bell.quay.example/ring\" { notify \"http://bell.quay.example/ring\"; }"));
        Assert.Equal("error", TestScripts.Actions("require [\"enotify\", \"variables\"]; set \"m\" \"http\"; notify \"${m}://bell.quay.example/ring\";"));
    }

    [Theory]
    [InlineData("yes", "notify:xmpp:ada@quay.example?message;subject=Bell keep", 1)]
    [InlineData("no", "notify:tel:+4955501 keep", 2)]
    [InlineData("maybe", "notify:tel:+4955501 keep", 2)]
    public void Section_5_example_5_the_method_is_chosen_by_what_is_known_of_its_being_online(string online, string expected, int importance)
    {
        var result = TestScripts.Evaluate("""
            require ["enotify"];
            if notify_method_capability "xmpp:ada@quay.example?message;subject=Bell" "Online" "yes" {
                notify :importance "1" :message "Ring" "xmpp:ada@quay.example?message;subject=Bell";
            } else {
                notify :message "Ring" "tel:+4955501";
            }
            """, options: ThreeMethods, environment: new TestEnvironment { Online = { ["xmpp"] = online, ["tel"] = "maybe" } });
        Assert.Equal(expected, TestScripts.Describe(result));
        Assert.Equal(importance, TestScripts.Single<NotifyAction>(result).Importance);
    }

    [Fact]
    public void Section_6_example_6_what_is_encoded_can_add_no_field_to_the_URI()
    {
        var notify = TestScripts.Single<NotifyAction>(TestScripts.Evaluate("""
            require ["enotify", "variables"];
            set :encodeurl "text" "Tide & wind&cc=eve@rival.example";
            notify "mailto:ada@quay.example?body=${text}";
            """));
        Assert.Equal("mailto:ada@quay.example?body=Tide%20%26%20wind%26cc%3Deve%40rival.example", notify.Method);
        var mail = Responses.NotificationMail.Create(notify, SentMail.Context(TestScripts.Message, "bo@quay.example", "ada@quay.example"))!;
        Assert.Equal("ada@quay.example", Assert.Single(mail.To));
        Assert.Equal("Tide & wind&cc=eve@rival.example", SentMail.Read(mail.Content).Text.Trim());
    }
}
