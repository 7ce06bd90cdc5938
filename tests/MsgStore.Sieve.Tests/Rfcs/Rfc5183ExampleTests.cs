using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5183 (environment) show.</summary>
public sealed class Rfc5183ExampleTests
{
    [Theory]
    [InlineData("name", true)]
    [InlineData("remote-ip", true)]
    [InlineData("moon-phase", false)]
    public void Section_4_example_the_empty_key_tells_whether_an_item_is_there(string item, bool expected) => Assert.Equal(expected, TestScripts.IsTrue(
        "\"environment\"", $"environment :contains \"{item}\" \"\"", environment: new TestEnvironment { Items = { ["remote-ip"] = "192.0.2.1" } }));

    [Theory]
    [InlineData("mx1.quay.example", true)]
    [InlineData("mx1.rival.example", false)]
    [InlineData(null, false)]
    public void Section_5_example_the_name_of_the_client_is_compared_where_it_is_known(string? host, bool expected)
    {
        var environment = new TestEnvironment();
        if (host is not null)
            environment.Items["remote-host"] = host;
        Assert.Equal(expected, TestScripts.IsTrue("\"environment\"", "environment :matches \"remote-host\" \"*.quay.example\"", environment: environment));
    }
}
