using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using MsgStore.Hosting.Listeners;

namespace MsgStore.Hosting.Tests;

/// <summary>What sessions of every protocol have in common is set for each listener, and checked.</summary>
public sealed class SessionOptionsTests
{
    [Theory]
    [InlineData("HandshakeTimeout", "00:00:05", null)]
    [InlineData("CloseTimeout", "00:00:05", null)]
    [InlineData("MaxUnproductiveCommands", "50", null)]
    [InlineData("IdleTimeout", "00:00:00", "IdleTimeout")]
    [InlineData("HandshakeTimeout", "00:00:00", "HandshakeTimeout")]
    [InlineData("CloseTimeout", "01:00:00", "CloseTimeout")]
    [InlineData("MaxUnproductiveCommands", "1", "MaxUnproductiveCommands")]
    public void Each_is_bound_and_held_to_its_range(string key, string value, string? fault)
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["EndPoint"] = "127.0.0.1:0",
            [$"Server:{key}"] = value,
        }).Build();
        Check(section, new SmtpListenerOptions(), new SmtpListenerOptionsValidator(), fault);
        Check(section, new Pop3ListenerOptions(), new Pop3ListenerOptionsValidator(), fault);
        Check(section, new ManageSieveListenerOptions(), new ManageSieveListenerOptionsValidator(), fault);
    }

    private static void Check<T>(IConfiguration section, T options, IValidateOptions<T> validator, string? fault)
        where T : ListenerOptions
    {
        section.Bind(options);
        var result = validator.Validate("x", options);
        Assert.Equal(fault is not null, result.Failed);
        if (fault is not null)
            Assert.Contains(fault, result.FailureMessage, StringComparison.Ordinal);
    }
}
