using Xunit;

namespace Applications;

/// <summary>Tests of an application's mail, each with a server of its own, all at once.</summary>
public sealed class ParallelServersTests
{
    [Fact]
    public async Task Fifty_tests_run_side_by_side_and_none_sees_the_mail_of_another() =>
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => Mail_sent_is_mail_fetchedAsync($"order {number}"))));

    private static async Task Mail_sent_is_mail_fetchedAsync(string subject)
    {
        await using var server = await MailServer.StartAsync();
        await server.SendAsync(subject);
        Assert.Equal(subject, Assert.Single(await server.FetchAsync(removes: true)).Subject);
        Assert.Empty(await server.FetchAsync());
    }
}
