using Microsoft.Extensions.Options;
using MsgStore.Sieve.Delivery;
using MsgStore.Sieve.Delivery.Lists;

namespace MsgStore.Sieve.Tests.Delivery;

public sealed class SieveDeliveryOptionsTests
{
    [Fact]
    public void What_one_host_sets_of_the_language_is_its_own() => Assert.NotSame(SieveOptions.Default, new SieveDeliveryOptions().Language);

    [Fact]
    public void Values_that_cannot_work_are_told_with_their_remedy()
    {
        var options = new SieveDeliveryOptions { BodyMemoryMiB = 0, BodyMemoryTimeout = TimeSpan.FromHours(2), MaxListRecipients = 101, GlobalRoot = "/nowhere", ScriptRoot = "" };
        options.Before.Add("/nowhere/before.sieve");
        options.Lists.Add(new SieveListFile { Name = "tag:a", Path = "/nowhere/list" });
        options.Lists.Add(new SieveListFile { Name = "tag:A", Path = "/proc/version" });
        var failures = string.Join('\n', Validate(options).Failures ?? []);
        foreach (var words in new[]
        {
            "BodyMemoryMiB", "BodyMemoryTimeout '02:00:00' must lie between 00:00:00 and 01:00:00", "MaxListRecipients 101 of the Sieve options is above MaxRedirectCopies 100", "The site script '/nowhere/before.sieve' is not there", "GlobalRoot of the Sieve options, '/nowhere', is no folder", "ScriptRoot of the Sieve options is empty",
            "The list 'tag:a' of the Sieve options has the file '/nowhere/list', which is not there", "The list 'tag:a' stands twice",
        })
            Assert.Contains(words, failures, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_has_to_be_set() => Assert.True(Validate(new SieveDeliveryOptions()).Succeeded);

    private static ValidateOptionsResult Validate(SieveDeliveryOptions options) => new SieveDeliveryOptionsValidator().Validate(null, options);
}
