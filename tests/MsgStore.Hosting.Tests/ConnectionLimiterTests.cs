using System.Net;
using System.Net.Sockets;
using MsgStore.Hosting.Listeners;

namespace MsgStore.Hosting.Tests;

public sealed class ConnectionLimiterTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public void Client_is_whom_failed_logins_count_as_one(string first, string second, bool isSame)
    {
        var limiter = new ConnectionLimiter(100, 2);
        Assert.True(limiter.TryEnter(Of(first)));
        Assert.True(limiter.TryEnter(Of(first)));
        Assert.False(limiter.TryEnter(Of(first)));
        Assert.Equal(!isSame, limiter.TryEnter(Of(second)));
    }

    [Fact]
    public void Network_of_one_client_takes_no_more_than_its_places_with_ever_new_addresses()
    {
        var limiter = new ConnectionLimiter(1000, 10);
        Assert.Equal(10, Enumerable.Range(1, 500).Count(i => limiter.TryEnter(Of($"2001:db8::{i:x}"))));
        Assert.True(limiter.TryEnter(Of("2001:db8:0:1::1")));
    }

    [Fact]
    public void Refused_connection_takes_nothing_and_a_place_given_back_is_free()
    {
        var limiter = new ConnectionLimiter(2, 2);
        Assert.True(limiter.TryEnter(Of("192.0.2.1")));
        Assert.True(limiter.TryEnter(Of("192.0.2.2")));
        Assert.False(limiter.TryEnter(Of("192.0.2.3")));
        limiter.Leave(Of("::ffff:192.0.2.1"));
        Assert.True(limiter.TryEnter(Of("192.0.2.3")));
        Assert.False(limiter.TryEnter(Of("192.0.2.1")));
    }

    [Fact]
    public void Clients_without_an_address_are_held_by_the_limit_of_all_only()
    {
        var limiter = new ConnectionLimiter(5, 1);
        Assert.Equal(5, Enumerable.Range(0, 9).Count(_ => limiter.TryEnter(new UnixDomainSocketEndPoint("/x"))));
    }

    private static IPEndPoint Of(string address) => new(IPAddress.Parse(address), 4242);
}
