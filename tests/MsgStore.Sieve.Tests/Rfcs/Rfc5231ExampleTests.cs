using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5231 (relational) show.</summary>
public sealed class Rfc5231ExampleTests
{
    private const string Three = "Received: from a by b; Fri, 2 May 2025 10:00:00 +0200\r\nReceived: from c by a; Fri, 2 May 2025 09:59:00 +0200\r\n"
        + "Subject: sample\r\nTo: ida@quay.example, bo@quay.example\r\nCc: tove@home.example\r\n\r\n";

    [Theory]
    [InlineData("address :count \"ge\" :comparator \"i;ascii-numeric\" [\"to\", \"cc\"] [\"3\"]", true)]
    [InlineData("anyof (address :count \"ge\" :comparator \"i;ascii-numeric\" [\"to\"] [\"3\"], address :count \"ge\" :comparator \"i;ascii-numeric\" [\"cc\"] [\"3\"])", false)]
    [InlineData("header :count \"ge\" :comparator \"i;ascii-numeric\" [\"received\"] [\"3\"]", false)]
    [InlineData("header :count \"ge\" :comparator \"i;ascii-numeric\" [\"received\", \"subject\"] [\"3\"]", true)]
    [InlineData("header :count \"ge\" :comparator \"i;ascii-numeric\" [\"to\", \"cc\"] [\"3\"]", false)]
    public void Section_6_examples_addresses_and_fields_are_counted(string test, bool expected) =>
        Assert.Equal(expected, TestScripts.IsTrue("\"relational\", \"comparator-i;ascii-numeric\"", test, Three));

    [Theory]
    [InlineData("X-Priority: 1\r\nFrom: zoe@home.example\r\nTo: x@home.example, y@home.example\r\n\r\n", "fileinto:Soon")]
    [InlineData("From: zoe@home.example\r\nTo: a@x.example, b@x.example, c@x.example, d@x.example, e@x.example, f@x.example\r\n\r\n", "fileinto:Crowd")]
    [InlineData("X-Priority: 3\r\nFrom: zoe@home.example\r\nTo: a@x.example, b@x.example\r\n\r\n", "fileinto:From N to Z")]
    [InlineData("From: bo@home.example\r\nTo: a@x.example, b@x.example\r\n\r\n", "fileinto:From A to M")]
    [InlineData("From: bo@home.example\r\nTo: IDA@quay.example\r\n\r\n", "fileinto:From A to M fileinto:To me alone")]
    [InlineData("From: bo@home.example\r\nTo: ida@quay.example\r\nCc: a@x.example\r\n\r\n", "fileinto:From A to M")]
    public void Section_7_extended_example_values_and_counts_choose_folders(string message, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["relational", "comparator-i;ascii-numeric", "fileinto"];
        if header :value "lt" :comparator "i;ascii-numeric" ["x-priority"] ["3"] { fileinto "Soon"; }
        elsif address :count "gt" :comparator "i;ascii-numeric" ["to"] ["5"] { fileinto "Crowd"; }
        elsif address :value "gt" :all :comparator "i;ascii-casemap" ["from"] ["M"] { fileinto "From N to Z"; }
        else { fileinto "From A to M"; }
        if allof (address :count "eq" :comparator "i;ascii-numeric" ["to", "cc"] ["1"],
                  address :all :comparator "i;ascii-casemap" ["to", "cc"] ["ida@quay.example"]) { fileinto "To me alone"; }
        """, message));
}
