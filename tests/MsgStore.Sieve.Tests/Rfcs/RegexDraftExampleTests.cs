using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the example of draft-ietf-sieve-regex shows.</summary>
public sealed class RegexDraftExampleTests
{
    [Theory]
    [InlineData("To: ida@quay.example\r\nSubject: Hull and keel\r\n\r\n", "keep")]
    [InlineData("To: ida+boats@quay.example\r\nSubject: Hull\r\n\r\n", "keep")]
    [InlineData("To: bo@quay.example\r\nSubject: Hull\r\n\r\n", "discard")]
    [InlineData("To: ida@quay.example\r\nSubject: BUY A HULL NOW!\r\n\r\n", "discard")]
    public void Section_3_example_expressions_choose_addresses_and_capitals(string message, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require "regex";
        if anyof (not address :regex ["to", "cc", "bcc"] "ida(\\+.*)?@quay\\.example",
                  header :regex :comparator "i;octet" "subject" "^[^[:lower:]]+$") { discard; }
        """, message));
}
