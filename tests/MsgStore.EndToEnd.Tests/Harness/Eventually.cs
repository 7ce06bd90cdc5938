namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>Waits for what another process does and tells nobody of. It goes on at once when it is done, and fails after a time that no working machine takes.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Asks until the answer is yes.</summary>
    /// <param name="condition">Asks.</param>
    /// <param name="complaint">What the test fails with otherwise.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<Task<string>> complaint)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var timer = new PeriodicTimer(Pause);
        while (!await condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Not within {Limit}: {await complaint()}");
            }
        }
    }

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, Func{Task{string}})"/>
    public static Task TrueAsync(Func<Task<bool>> condition, string complaint) => TrueAsync(condition, () => Task.FromResult(complaint));
}
