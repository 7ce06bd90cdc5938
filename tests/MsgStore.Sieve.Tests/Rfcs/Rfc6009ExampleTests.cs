using System.Collections.Immutable;
using MsgStore.Sieve.Evaluation;
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
    public void Section_3_example_1_one_of_the_conditions_asked_for_is_compared(string notify, string expected) =>
        Assert.Equal(expected, Run("if envelope \"notify\" \"SUCCESS\" { discard; }", ("notify", notify.Split(' '))));

    [Theory]
    [InlineData("FAILURE", "discard")]
    [InlineData("FAILURE DELAY", "keep")]
    [InlineData("DELAY", "keep")]
    public void Section_3_example_2_the_conditions_are_counted(string notify, string expected) => Assert.Equal(expected, Run(
        "if allof (envelope \"notify\" \"FAILURE\", envelope :comparator \"i;ascii-numeric\" :count \"eq\" \"notify\" \"1\") { discard; }", ("notify", notify.Split(' '))));

    [Theory]
    [InlineData("rfc822;ada@quay.example", "discard")]
    [InlineData("rfc822;ada@home.example", "keep")]
    [InlineData("utf-8;ada@quay.example", "keep")]
    public void Section_3_example_3_the_original_recipient_is_compared_with_its_type(string original, string expected) =>
        Assert.Equal(expected, Run("if envelope :matches \"orcpt\" \"rfc822;*@quay.example\" { discard; }", ("orcpt", [original])));

    [Theory]
    [InlineData("-5", "fileinto:Late")]
    [InlineData("0", "fileinto:Late")]
    [InlineData("600", "keep")]
    public void Section_4_example_1_the_time_left_tells_whether_it_is_late(string left, string expected) => Assert.Equal(expected, Run(
        "if anyof (envelope :contains \"bytimerelative\" \"-\", envelope :value \"eq\" :comparator \"i;ascii-numeric\" \"bytimerelative\" \"0\") { fileinto \"Late\"; }",
        ("bytimerelative", [left])));

    [Theory]
    [InlineData("2025-05-02T20:00:00+00:00", "fileinto:In time")]
    [InlineData("2025-05-02T14:00:00-06:00", "fileinto:In time")]
    [InlineData("2025-05-02T19:00:00+00:00", "keep")]
    [InlineData("2025-05-02T21:00:00+02:00", "keep")]
    public void Section_4_example_2_the_time_set_is_compared_with_now_in_the_local_zone(string time, string expected) => Assert.Equal(expected, Run("""
        if currentdate :matches "iso8601" "*" {
            set "now" "${0}";
            if envelope :value "ge" "bytimeabsolute" "${now}" { fileinto "In time"; }
        }
        """, ("bytimeabsolute", [time])));

    [Theory]
    [InlineData("2025-05-02T20:15:00+02:00", "fileinto:missed-18")]
    [InlineData("2025-05-02T20:15:00+00:00", "keep")]
    public void Section_4_example_3_the_time_set_is_read_in_a_zone(string time, string expected) => Assert.Equal(expected, Run("""
        if envelope :matches :zone "+0000" "bytimeabsolute" "*T*:*:*" {
            set "until" "${0}";
            set "hour" "${2}";
            if currentdate :zone "+0000" :value "gt" "iso8601" "${until}" { fileinto "missed-${hour}"; }
        }
        """, ("bytimeabsolute", [time])));

    [Theory]
    [InlineData("redirect :copy :notify \"NEVER\" \"far@home.example\";", "NOTIFY=NEVER")]
    [InlineData("redirect :copy :bytimerelative 600 \"phone@home.example\";", "BY=600;N")]
    public void Sections_5_and_6_examples_a_copy_goes_out_with_parameters_of_its_own(string command, string expected)
    {
        var result = Evaluate($"if address \"from\" \"coyote@desert.example.org\" {{ {command} }}");
        var parameter = Assert.Single(TestScripts.Single<RedirectAction>(result).Parameters);
        Assert.Equal(expected, $"{parameter.Key}={parameter.Value}");
        Assert.NotNull(result.ImplicitKeep);
    }

    [Fact]
    public void Section_6_example_2_a_copy_is_to_arrive_before_a_time_made_of_today()
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
    public void Section_4_extensions_for_DELIVERBY_are_refused_by_a_server_without_it()
    {
        Assert.NotEmpty(TestScripts.ErrorOf("require [\"envelope\", \"envelope-deliverby\"]; keep;"));
        Assert.NotEmpty(TestScripts.ErrorOf("require \"redirect-deliverby\"; keep;"));
        Assert.NotEmpty(TestScripts.ErrorOf("require \"envelope\"; if envelope :zone \"+0000\" \"from\" \"x\" { keep; }"));
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
