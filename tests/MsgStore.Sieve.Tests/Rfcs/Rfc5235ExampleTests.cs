using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5235 (spamtest, spamtestplus, virustest) show.</summary>
public sealed class Rfc5235ExampleTests
{
    private const string PercentByValue = """
        require ["spamtestplus", "fileinto", "relational", "comparator-i;ascii-numeric"];
        if spamtest :value "eq" :comparator "i;ascii-numeric" "0" { fileinto "in.unchecked"; }
        elsif spamtest :percent :value "eq" :comparator "i;ascii-numeric" "0" { fileinto "in.clean"; }
        elsif spamtest :percent :value "lt" :comparator "i;ascii-numeric" "40" { fileinto "in.doubt"; }
        else { discard; }
        """;

    private static readonly SieveOptions Options = new()
    {
        Spamtest = new() { Header = "X-Score", MaxValue = 100 },
        Virustest = new() { Header = "X-Virus", Kind = StatusKind.Text, TextValues = new Dictionary<string, int>(StringComparer.Ordinal) { ["clean"] = 1, ["unsure"] = 4, ["found"] = 5 } },
    };

    [Theory]
    [InlineData("Subject: s", "fileinto:in.unchecked")]
    [InlineData("X-Score: 90", "fileinto:in.trap")]
    [InlineData("X-Score: 35", "fileinto:in.trap")]
    [InlineData("X-Score: 2", "keep")]
    public void Section_3_2_1_example_unchecked_and_probable_spam_are_filed(string header, string expected) => Assert.Equal(expected, TestScripts.ActionsWith(Options, """
        require ["spamtest", "fileinto", "relational", "comparator-i;ascii-numeric"];
        if spamtest :value "eq" :comparator "i;ascii-numeric" "0" { fileinto "in.unchecked"; }
        elsif spamtest :value "ge" :comparator "i;ascii-numeric" "3" { fileinto "in.trap"; }
        """, header + "\r\n\r\n"));

    [Theory]
    [InlineData("Subject: s", "fileinto:in.unchecked")]
    [InlineData("X-Score: 0", "fileinto:in.clean")]
    [InlineData("X-Score: 39", "fileinto:in.doubt")]
    [InlineData("X-Score: 40", "discard")]
    public void Section_3_2_2_examples_percents_tell_clean_from_unchecked_by_value_and_by_count(string header, string expected)
    {
        var byCount = PercentByValue.Replace("spamtest :value \"eq\"", "spamtest :percent :count \"eq\"", StringComparison.Ordinal);
        Assert.NotEqual(PercentByValue, byCount);
        foreach (var script in new[] { PercentByValue, byCount })
            Assert.Equal(expected, TestScripts.ActionsWith(Options, script, header + "\r\n\r\n"));
    }

    [Theory]
    [InlineData("Subject: s", "fileinto:in.unchecked")]
    [InlineData("X-Virus: unsure", "fileinto:in.quarantine")]
    [InlineData("X-Virus: found", "discard")]
    [InlineData("X-Virus: clean", "keep")]
    public void Section_3_3_example_unchecked_and_infected_mail_goes_three_ways(string header, string expected) => Assert.Equal(expected, TestScripts.ActionsWith(Options, """
        require ["virustest", "fileinto", "relational", "comparator-i;ascii-numeric"];
        if virustest :value "eq" :comparator "i;ascii-numeric" "0" { fileinto "in.unchecked"; }
        if virustest :value "eq" :comparator "i;ascii-numeric" "4" { fileinto "in.quarantine"; }
        elsif virustest :value "eq" :comparator "i;ascii-numeric" "5" { discard; }
        """, header + "\r\n\r\n"));
}
