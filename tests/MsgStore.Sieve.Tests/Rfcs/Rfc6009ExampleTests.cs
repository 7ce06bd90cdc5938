using System.Collections.Immutable;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Delivery;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 6009 (envelope-dsn, envelope-deliverby, redirect-dsn, redirect-deliverby) show.</summary>
public sealed class Rfc6009ExampleTests
{
    // A server with DELIVERBY says so; without it the two extensions are refused.
    private static readonly SieveOptions WithDeliverBy = new()
    {
        Capabilities = ImmutableHashSet.Create("envelope", "envelope-dsn", "envelope-deliverby", "redirect-dsn", "redirect-deliverby", "relational", "comparator-i;ascii-numeric", "date", "variables",
            "fileinto", "copy"),
    };

    private static readonly TestEnvironment Evening = new() { Now = new(2025, 5, 2, 19, 30, 0, TimeSpan.Zero) };

    [Theory]
    [InlineData("SUCCESS DELAY", "discard")]
    [InlineData("FAILURE", "keep")]
    public void Section_4_1_example_1_one_of_the_conditions_asked_for_is_compared(string notify, string expected) =>
        Assert.Equal(expected, Run("if envelope \"notify\" \"SUCCESS\" { discard; }", ("notify", notify.Split(' '))));

    [Theory]
    [InlineData("FAILURE", "discard")]
    [InlineData("FAILURE DELAY", "keep")]
    [InlineData("DELAY", "keep")]
    public void Section_4_1_example_2_the_conditions_are_counted(string notify, string expected) => Assert.Equal(expected, Run(
        "if allof (envelope \"notify\" \"FAILURE\", envelope :comparator \"i;ascii-numeric\" :count \"eq\" \"notify\" \"1\") { discard; }", ("notify", notify.Split(' '))));

    [Theory]
    [InlineData("rfc822;ada@quay.example", "discard")]
    [InlineData("rfc822;ada@home.example", "keep")]
    [InlineData("utf-8;ada@quay.example", "keep")]
    public void Section_4_1_example_3_the_original_recipient_is_compared_with_its_type(string original, string expected) =>
        Assert.Equal(expected, Run("if envelope :matches \"orcpt\" \"rfc822;*@quay.example\" { discard; }", ("orcpt", [original])));

    [Theory]
    [InlineData("-5", "fileinto:Late")]
    [InlineData("0", "fileinto:Late")]
    [InlineData("600", "keep")]
    public void Section_5_1_example_1_the_time_left_tells_whether_it_is_late(string left, string expected) => Assert.Equal(expected, Run(
        "if anyof (envelope :contains \"bytimerelative\" \"-\", envelope :value \"eq\" :comparator \"i;ascii-numeric\" \"bytimerelative\" \"0\") { fileinto \"Late\"; }",
        ("bytimerelative", [left])));

    [Theory]
    [InlineData("2025-05-02T20:00:00+00:00", "fileinto:In time")]
    [InlineData("2025-05-02T14:00:00-06:00", "fileinto:In time")]
    [InlineData("2025-05-02T19:00:00+00:00", "keep")]
    [InlineData("2025-05-02T21:00:00+02:00", "keep")]
    public void Section_5_1_example_2_the_time_set_is_compared_with_now_in_the_local_zone(string time, string expected) => Assert.Equal(expected, Run("""
        if currentdate :matches "iso8601" "*" {
            set "now" "${0}";
            if envelope :value "ge" "bytimeabsolute" "${now}" { fileinto "In time"; }
        }
        """, ("bytimeabsolute", [time])));

    [Theory]
    [InlineData("2025-05-02T20:15:00+02:00", "fileinto:missed-18")]
    [InlineData("2025-05-02T20:15:00+00:00", "keep")]
    public void Section_5_1_example_3_the_time_set_is_read_in_a_zone(string time, string expected) => Assert.Equal(expected, Run("""
        if envelope :matches :zone "+0000" "bytimeabsolute" "*T*:*:*" {
            set "until" "${0}";
            set "hour" "${2}";
            if currentdate :zone "+0000" :value "gt" "iso8601" "${until}" { fileinto "missed-${hour}"; }
        }
        """, ("bytimeabsolute", [time])));

    [Theory]
    [InlineData("redirect :copy :notify \"NEVER\" \"far@home.example\";", "NOTIFY=NEVER")]
    [InlineData("redirect :copy :bytimerelative 600 \"phone@home.example\";", "BY=600;R")]
    public void Sections_6_2_and_7_2_examples_a_copy_goes_out_with_parameters_of_its_own(string command, string expected)
    {
        var result = Evaluate($"if address \"from\" \"coyote@desert.example.org\" {{ {command} }}");
        var parameter = Assert.Single(TestScripts.Single<RedirectAction>(result).Parameters);
        Assert.Equal(expected, $"{parameter.Key}={parameter.Value}");
        Assert.NotNull(result.ImplicitKeep);
    }

    [Fact]
    public void Section_7_2_example_2_a_copy_is_to_arrive_before_a_time_made_of_today()
    {
        var redirect = TestScripts.Single<RedirectAction>(Evaluate("""
            if currentdate :value "lt" :comparator "i;ascii-numeric" "hour" "22" {
                if currentdate :matches "date" "*" { set "date" "${0}"; }
                if currentdate :matches "zone" "*" { set "zone" "${0}"; }
                redirect :copy :bytimeabsolute "${date}T22:00:00${zone}" :bymode "return" "phone@home.example";
            }
            """));
        Assert.Equal("9000;R", redirect.Parameters["BY"]);
    }

    [Fact]
    public void Section_5_extensions_for_DELIVERBY_are_refused_by_a_server_without_it()
    {
        Assert.NotEmpty(TestScripts.ErrorOf("require [\"envelope\", \"envelope-deliverby\"]; keep;"));
        Assert.NotEmpty(TestScripts.ErrorOf("require \"redirect-deliverby\"; keep;"));
        Assert.NotEmpty(TestScripts.ErrorOf("require \"envelope\"; if envelope :zone \"+0000\" \"from\" \"x\" { keep; }"));
    }

    [Theory]
    [InlineData("notify")]
    [InlineData("orcpt")]
    [InlineData("ret")]
    [InlineData("ENVID")]
    [InlineData("bytimeabsolute")]
    [InlineData("bytimerelative")]
    [InlineData("bymode")]
    [InlineData("ByTrace")]
    public void Sections_4_and_5_a_part_that_is_missing_never_matches_counts_0_and_has_no_address(string part)
    {
        Assert.Equal("keep", Run($"if envelope :contains \"{part}\" \"\" {{ discard; }}"));
        Assert.Equal("discard", Run($"if envelope :count \"eq\" :comparator \"i;ascii-numeric\" \"{part}\" \"0\" {{ discard; }}"));
        foreach (var addressPart in new[] { "all", "localpart", "domain" })
        {
            Assert.Contains("holds no address", TestScripts.ErrorOf($"require [\"envelope\", \"envelope-dsn\", \"envelope-deliverby\"]; if envelope :{addressPart} \"{part}\" \"x\" {{ keep; }}", WithDeliverBy), StringComparison.Ordinal);
            Assert.Equal("error", Run($"set \"part\" \"{part}\"; if envelope :{addressPart} \"${{part}}\" \"x\" {{ discard; }}"));
        }
    }

    [Theory]
    [InlineData("orcpt", "rfc822;ada@quay.example")]
    [InlineData("ret", "HDRS")]
    [InlineData("envid", "boat-7")]
    [InlineData("bymode", "return")]
    [InlineData("bytrace", "")]
    public void Sections_4_and_5_a_part_that_is_there_is_compared_and_counts_1(string part, string value) =>
        Assert.Equal("discard", Run($"if allof (envelope \"{part}\" \"{value}\", envelope :count \"eq\" :comparator \"i;ascii-numeric\" \"{part}\" \"1\") {{ discard; }}", (part, [value])));

    [Theory]
    [InlineData("", "2025-05-02T18:15:00Z")]
    [InlineData(":zone \"+0000\"", "2025-05-02T18:15:00Z")]
    [InlineData(":zone \"-0330\"", "2025-05-02T14:45:00-03:30")]
    public void Section_5_a_time_without_an_offset_ends_in_Z(string zone, string expected) =>
        Assert.Equal("discard", Run($"if envelope {zone} :comparator \"i;octet\" \"bytimeabsolute\" \"{expected}\" {{ discard; }}", ("bytimeabsolute", ["2025-05-02T20:15:00+02:00"])));

    [Theory]
    [InlineData(":bytimerelative 90", "90;R")]
    [InlineData(":bytimerelative 90 :bymode \"notify\" :bytrace", "90;NT")]
    [InlineData(":bytrace :bymode \"Return\" :bytimeabsolute \"2025-05-02T20:30:00+01:00\"", "0;RT")]
    [InlineData(":bytimeabsolute \"2025-05-02T19:30:30.5Z\"", "30;R")]
    public void Section_7_time_mode_and_trace_make_one_parameter(string tags, string expected) =>
        Assert.Equal(expected, TestScripts.Single<RedirectAction>(Evaluate($"redirect {tags} \"phone@home.example\";")).Parameters["BY"]);

    [Theory]
    [InlineData(":bymode \"return\"", "stands only beside")]
    [InlineData(":bytrace", "stands only beside")]
    [InlineData(":bytimerelative 9 :bymode \"loud\"", "':bymode' is")]
    [InlineData(":bytimeabsolute \"tomorrow\"", "is no time")]
    [InlineData(":bytimeabsolute \"2025-05-02T20:30:00\"", "is no time")]
    [InlineData(":bytimeabsolute \"2025-05-02T20:30:00Z\" :bytimerelative 9", "")]
    public void Section_7_tags_that_make_no_parameter_are_errors(string tags, string expected) =>
        Assert.Contains(expected, TestScripts.ErrorOf($"require \"redirect-deliverby\"; redirect {tags} \"phone@home.example\";", WithDeliverBy), StringComparison.Ordinal);

    [Theory]
    [InlineData("", 0)]
    [InlineData(":bymode \"notify\"", 1)]
    public async Task Section_7_a_limit_with_return_is_not_sent_where_nothing_keeps_it(string mode, int sent)
    {
        using var fixture = new DeliveryFixture(configure: options => options.Language = WithDeliverBy);
        fixture.Script = $"require \"redirect-deliverby\"; redirect :bytimerelative 600 {mode} \"phone@home.example\";";
        await fixture.DeliverAsync();
        Assert.All(fixture.Outbound.Sent, letter => Assert.Equal("alice@example.com", letter.Envelope.From?.ToString()));
        Assert.Equal(sent, fixture.Outbound.Sent.Count);
        Assert.Equal(sent == 0, (await fixture.ListAsync()).Count > 0);
    }

    [Theory]
    [InlineData(":notify \"FAILURE\"", "sender@example.net", "alice@example.com")]
    [InlineData(":ret \"HDRS\"", "sender@example.net", "alice@example.com")]
    [InlineData(":notify \"NEVER\" :ret \"FULL\"", null, null)]
    [InlineData("", "sender@example.net", "sender@example.net")]
    public async Task Section_6_1_who_asks_for_notices_is_the_sender_unless_there_is_none(string tags, string? from, string? expected)
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = $"require [\"copy\", \"redirect-dsn\"]; redirect :copy {tags} \"far@home.example\";";
        await fixture.DeliverAsync(from: from);
        Assert.Equal(expected, Assert.Single(fixture.Outbound.Sent).Envelope.From?.ToString());
        Assert.Single(await fixture.ListAsync());
    }

    private static string Run(string script, params (string Name, string[] Values)[] items) => TestScripts.Describe(Evaluate(script, items));

    private static SieveResult Evaluate(string script, params (string Name, string[] Values)[] items) => TestScripts.Evaluate(
        "require [\"envelope\", \"envelope-dsn\", \"envelope-deliverby\", \"redirect-dsn\", \"redirect-deliverby\", \"relational\", \"comparator-i;ascii-numeric\", \"date\", \"variables\", \"fileinto\", \"copy\"];\n" + script,
        options: WithDeliverBy, environment: Evening, envelope: new()
        {
            From = "coyote@desert.example.org",
            To = "ada@quay.example",
            Items = items.ToImmutableDictionary(item => item.Name, item => item.Values.ToImmutableArray()),
        });
}
