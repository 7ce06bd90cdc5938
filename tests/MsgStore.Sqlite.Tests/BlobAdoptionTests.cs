using System.Security.Cryptography;
using MsgStore.Conformance;
using MsgStore.Content;
using MsgStore.Maildir.Tests;
using MsgStore.Maildir.Tests.Crashes;
using MsgStore.Posix;
using MsgStore.Posix.Linux;
using MsgStore.Sqlite.Content;

namespace MsgStore.Sqlite.Tests;

/// <summary>What holds for blobs that are copied holds for files that the store takes.</summary>
public sealed class BlobAdoptionTests : IDisposable
{
    private static readonly byte[] Octets = Spooled.Message(300_000);
    private readonly Spooled _spooled = new();

    public void Dispose() => _spooled.Dispose();

    [Fact]
    public void Store_writes_the_fields_only_and_the_hash_covers_them()
    {
        var layer = new CrashingFileLayer();
        var store = new FileBlobStore(layer, "/store");
        var (blob, sha256) = store.TryAdopt(_spooled.Of(Octets, fields: 2), CancellationToken.None)!.Value;
        Assert.Equal(Octets.AsSpan().IndexOf("Subject"u8), layer.OctetsWritten);
        Assert.Equal(SHA256.HashData(Octets), sha256);
        AssertKept(store, blob.Name, "at once");
    }

    [Fact]
    public void Blob_that_was_stored_survives_a_power_cut_and_one_that_was_not_is_never_seen_in_part()
    {
        for (var step = 1; ; step++)
        {
            var layer = new CrashingFileLayer();
            layer.CrashAt = layer.Operations + step;
            string? stored = null;
            var exception = Record.Exception(() => stored = new FileBlobStore(layer, "/store").TryAdopt(_spooled.Of(Octets, 2), CancellationToken.None)!.Value.Blob.Name);
            Assert.True(exception is null or CrashException or PosixException, exception?.ToString());
            foreach (var survival in Enum.GetValues<Survival>())
                AssertKept(new FileBlobStore(layer.Restart(survival, step), "/store"), stored, $"step {step}, {survival}");
            if (layer.HasCrashed)
                continue;
            Assert.NotNull(stored);
            Assert.True(step > 5);
            return;
        }
    }

    [Theory]
    [InlineData(nameof(PosixError.InputOutput))]
    [InlineData(nameof(PosixError.CrossDevice))]
    public void Step_that_fails_leaves_no_file_and_the_next_try_is_as_durable(string failure)
    {
        for (var step = 1; ; step++)
        {
            var layer = new CrashingFileLayer { Failure = Enum.Parse<PosixError>(failure) };
            var store = new FileBlobStore(layer, "/store");
            store.TryAdopt(_spooled.Of(Octets, 2), CancellationToken.None)!.Value.Blob.Dispose();
            layer.FlushAll();
            layer.FailAt = layer.Operations + step;
            var content = _spooled.Of(Octets, 2);
            var isStored = false;
            var exception = Record.Exception(() =>
            {
                if (store.TryAdopt(content, CancellationToken.None) is not { } taken)
                    return;
                isStored = true;
                taken.Blob.MayBeNamed();
            });
            if (layer.Operations < layer.FailAt)
                return;
            layer.FailAt = 0;
            Assert.True(exception is null or PosixException, exception?.ToString());
            if (!isStored)
                Assert.Empty(store.List());
            // Another try may find the octets lost with a failed flush; then it says so.
            string? name = null;
            var again = Record.Exception(() => name = (store.TryAdopt(content, CancellationToken.None) ?? store.Store(content, CancellationToken.None)).Blob.Name);
            Assert.True(again is null || (again is IOException and not PosixException && !isStored), again?.ToString());
            foreach (var survival in Enum.GetValues<Survival>())
                AssertKept(new FileBlobStore(layer.Restart(survival, step), "/store"), name, $"failure at step {step}, {survival}");
        }
    }

    [Fact]
    public async Task Recipients_share_the_file_the_message_came_in_and_the_store_finds_nothing_wrong_with_it()
    {
        await using var harness = new SqliteHarness();
        using var spooled = new Spooled(ContentReader.SpoolFolderOf(harness.Root));
        var content = spooled.Of(Octets, 2);
        await harness.Backend.DeliverAsync(content, Samples.To(Samples.Alice), Samples.To(Samples.Bob));
        var blob = Directory.GetFiles(Path.Combine(harness.Root, "blobs"), "*", SearchOption.AllDirectories).Single();
        Assert.Equal(Octets, await File.ReadAllBytesAsync(blob));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(blob));
        using (var directory = new LinuxFileLayer().OpenRoot(harness.Root))
            Assert.Null(AdoptedFile.TryTake(content, directory));
        await harness.Backend.DeliverAsync(content);
        Assert.Equal(2, await harness.Backend.CountAsync());
        using var maintenance = new SqliteMaintenance(new SqliteStoreOptions { Root = harness.Root });
        Assert.Empty((await maintenance.CheckAsync(verifyContents: true)).Problems);
    }

    [Fact]
    public void File_that_no_row_names_yet_is_held_whoever_closes_the_content_meanwhile()
    {
        var root = Directory.CreateTempSubdirectory("msgstore-blobs-").FullName;
        try
        {
            var store = new FileBlobStore(new LinuxFileLayer(), root);
            using var spooled = new Spooled(root);
            using var blob = store.TryAdopt(spooled.Of(Octets, 2), CancellationToken.None)!.Value.Blob;
            spooled.Dispose();
            Assert.False(new FileBlobStore(new LinuxFileLayer(), root).Sweep(blob.Name, TimeSpan.FromTicks(-TimeSpan.TicksPerHour), _ => false));
            using var file = store.Open(blob.Name);
            Assert.Equal(Octets.Length, file!.Length);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void AssertKept(FileBlobStore store, string? stored, string what)
    {
        if (stored is null)
            return;
        using var file = store.Open(stored);
        Assert.True(file is not null, $"{what}: the blob is gone.");
        var octets = new byte[Octets.Length];
        Assert.True(file.Length == octets.Length && file.Read(octets, 0) == octets.Length && octets.AsSpan().SequenceEqual(Octets), $"{what}: the blob is not whole.");
    }
}
