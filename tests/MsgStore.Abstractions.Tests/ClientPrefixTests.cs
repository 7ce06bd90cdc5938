using System.Net;
using MsgStore.Accounts;

namespace MsgStore.Abstractions.Tests;

public sealed class ClientPrefixTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "64:ff9b::192.0.2.1", true)]
    [InlineData("64:ff9b::192.0.2.1", "64:ff9b::192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:0:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("fe80::1%2", "fe80::2%3", true)]
    public void Client_is_an_IPv4_address_or_the_64_bits_that_an_IPv6_host_is_given(string first, string second, bool isSame) =>
        Assert.Equal(isSame, ClientPrefix.Of(IPAddress.Parse(first)) == ClientPrefix.Of(IPAddress.Parse(second)));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8::7", "2001:db8::/64")]
    [InlineData("::1", "::/64")]
    [InlineData(null, "local")]
    public void Text_names_the_network(string? address, string text) =>
        Assert.Equal(text, ClientPrefix.Of(address is null ? null : IPAddress.Parse(address)).ToString());

    [Fact]
    public void Only_what_has_no_address_is_local()
    {
        Assert.True(ClientPrefix.Of(null).IsLocal);
        Assert.All([IPAddress.Any, IPAddress.IPv6Any, IPAddress.Loopback, IPAddress.IPv6Loopback], address => Assert.False(ClientPrefix.Of(address).IsLocal));
    }
}
