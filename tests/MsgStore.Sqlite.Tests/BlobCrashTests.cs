using MsgStore.Delivery;
using MsgStore.Maildir.Tests.Crashes;
using MsgStore.Posix;
using MsgStore.Sqlite.Content;

namespace MsgStore.Sqlite.Tests;

/// <summary>Power is lost before, or an error meets, every single change that storing a blob makes.</summary>
public sealed class BlobCrashTests
{
    private static readonly MessageContent Message = TestMail.OfSize(300_000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Blob_that_was_stored_survives_a_power_cut_and_one_that_was_not_is_never_seen_in_part(bool hasUnnamedFiles)
    {
        for (var step = 1; ; step++)
        {
            var layer = new CrashingFileLayer { HasUnnamedFiles = hasUnnamedFiles };
            layer.CrashAt = layer.Operations + step;
            string? stored = null;
            var exception = Record.Exception(() => stored = new FileBlobStore(layer, "/store").Store(Message, CancellationToken.None).Blob.Name);
            Assert.True(exception is null or CrashException or PosixException, exception?.ToString());
            foreach (var survival in Enum.GetValues<Survival>())
                AssertKept(new FileBlobStore(layer.Restart(survival, step), "/store"), stored, $"step {step}, {survival}");
            if (!layer.HasCrashed)
            {
                Assert.NotNull(stored);
                Assert.True(step > 5);
                return;
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Step_that_fails_leaves_no_file_and_the_next_try_is_as_durable(bool hasUnnamedFiles)
    {
        for (var step = 1; ; step++)
        {
            var layer = new CrashingFileLayer { HasUnnamedFiles = hasUnnamedFiles, Failure = PosixError.InputOutput };
            var store = new FileBlobStore(layer, "/store");
            store.Store(Message, CancellationToken.None).Blob.Dispose();
            layer.FlushAll();
            layer.FailAt = layer.Operations + step;
            var exception = Record.Exception(() => store.Store(Message, CancellationToken.None).Blob.MayBeNamed());
            if (layer.Operations < layer.FailAt)
                return;
            layer.FailAt = 0;
            if (exception is not null)
            {
                Assert.IsType<PosixException>(exception);
                Assert.Empty(store.List());
            }
            var name = store.Store(Message, CancellationToken.None).Blob.Name;
            foreach (var survival in Enum.GetValues<Survival>())
                AssertKept(new FileBlobStore(layer.Restart(survival, step), "/store"), name, $"failure at step {step}, {survival}");
        }
    }

    [Fact]
    public void Failed_flush_is_never_answered_with_success()
    {
        var layer = new CrashingFileLayer { Failure = PosixError.InputOutput, FailingCall = "fsync" };
        Assert.Throws<PosixException>(() => new FileBlobStore(layer, "/store").Store(Message, CancellationToken.None));
    }

    [Fact]
    public void Copy_that_fails_at_any_step_leaves_no_part_behind_and_the_next_try_succeeds()
    {
        var source = new FileBlobStore(new CrashingFileLayer(), "/store");
        var name = source.Store(Message, CancellationToken.None).Blob.Name;
        for (var step = 1; ; step++)
        {
            var layer = new CrashingFileLayer { Failure = PosixError.DiskFull };
            var target = new FileBlobStore(layer, "/copy");
            layer.FailAt = layer.Operations + step;
            var exception = Record.Exception(() => source.CopyTo(target, name));
            if (layer.Operations < layer.FailAt)
            {
                Assert.True(step > 5);
                return;
            }
            layer.FailAt = 0;
            Assert.True(exception is null or PosixException, exception?.ToString());
            Assert.DoesNotContain(target.List(), file => file.StartsWith("tmp-", StringComparison.Ordinal));
            Assert.True(source.CopyTo(target, name));
            AssertKept(target, name, $"failure at step {step}");
        }
    }

    private static void AssertKept(FileBlobStore store, string? stored, string what)
    {
        if (stored is null)
            return;
        using var file = store.Open(stored);
        Assert.True(file is not null, $"{what}: the blob is gone.");
        var octets = new byte[Message.Length];
        Assert.True(file.Length == octets.Length && file.Read(octets, 0) == octets.Length && octets.All(octet => octet == 'x'), $"{what}: the blob is not whole.");
    }
}
