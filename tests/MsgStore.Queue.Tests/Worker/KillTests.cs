using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Storage.Sqlite;
using MsgStore.Queue.Tests.Support;
using MsgStore.Storage;

namespace MsgStore.Queue.Tests.Worker;

public sealed class KillTests
{
    private const int Messages = 150;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_often_the_worker_is_killed_every_message_ends_and_twice_come_only_those_whose_record_was_lost(int seed)
    {
        var random = new Random(seed);
        await using var harness = new QueueHarness(options => (options.Notices.IsEnabled, options.Concurrency.Total) = (false, 8));
        for (var i = 0; i < Messages; i++)
            await harness.SendAsync(TestMail.Envelope($"u{i}@d{i % 9}.example"));
        harness.Transport.IsUp = _ => Roll(random, 90);
        harness.Transport.Reply = (_, _) => Roll(random, 20) ? ScriptedTransport.Busy : Roll(random, 5) ? ScriptedTransport.Unknown : ScriptedTransport.Ok;

        var lost = 0;
        for (var kills = 0; kills < 30; kills++)
            lost += await LiveAndDieAsync(harness, random.Next(0, 12));
        await harness.RunForAsync(TimeSpan.FromDays(6));

        var ended = await harness.RecipientsAsync();
        Assert.Equal(Messages, ended.Count);
        Assert.All(ended, recipient => Assert.True(recipient.State is QueueState.Done or QueueState.Dead, $"{recipient}"));
        var taken = harness.Transport.Taken.GroupBy(address => address).ToDictionary(group => group.Key, group => group.Count());
        Assert.All(ended.Where(recipient => recipient.State == QueueState.Done), recipient => Assert.True(taken.ContainsKey(recipient.Address)));
        var done = ended.Count(recipient => recipient.State == QueueState.Done);
        // A message that was taken and whose record was lost may be refused the next time; it was taken all the same.
        Assert.InRange(taken.Values.Sum(), done, done + lost);
    }

    private static bool Roll(Random random, int percent)
    {
        lock (random)
            return random.Next(100) < percent;
    }

    /// <summary>Runs a process of its own over the same database until it dies before a record.</summary>
    /// <returns>Results of taken messages that died with it.</returns>
    private static async Task<int> LiveAndDieAsync(QueueHarness harness, int records)
    {
        using var own = new SqliteQueueStorage(new SqliteQueueOptions { Root = harness.Root }, harness.Time, NullLogger.Instance);
        var mortal = new MortalStorage(own, records);
        await using var queue = new MailQueue(harness.Parts with { Storage = mortal });
        try
        {
            while (!mortal.IsDead)
            {
                var begun = queue.Worker.Begun;
                var next = await queue.Worker.StepAsync(CancellationToken.None);
                await queue.Worker.WhenIdleAsync();
                if (queue.Worker.Begun == begun && next is null)
                    break;
                if (queue.Worker.Begun == begun && next > harness.Now)
                    harness.Time.Advance(next.Value - harness.Now);
            }
        }
        catch (MsgStoreException) when (mortal.IsDead)
        {
            // Dead in the middle of a step.
        }
        await queue.Worker.WhenIdleAsync();
        return mortal.ResultsLost;
    }
}
