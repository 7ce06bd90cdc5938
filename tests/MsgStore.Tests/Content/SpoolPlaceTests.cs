using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using MsgStore.Content;
using MsgStore.InMemory;

namespace MsgStore.Tests.Content;

public sealed class SpoolPlaceTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("msgstore-place-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Store_without_a_name_says_where_incoming_messages_wait_whenever_it_was_added()
    {
        var services = new ServiceCollection();
        services.AddMsgStore("archive").SpoolDirectory = _ => Path.Combine(_root, "archive");
        services.AddMsgStore().SpoolDirectory = _ => Path.Combine(_root, "mail");
        Spool(services);
        Assert.Equal([Path.Combine(_root, "mail")], Directory.GetDirectories(_root));
    }

    [Fact]
    public void Among_stores_with_names_the_one_added_first_says_it()
    {
        var services = new ServiceCollection();
        services.AddMsgStore("one").SpoolDirectory = _ => Path.Combine(_root, "one");
        services.AddMsgStore("two").SpoolDirectory = _ => Path.Combine(_root, "two");
        Spool(services);
        Assert.Equal([Path.Combine(_root, "one")], Directory.GetDirectories(_root));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Folder_that_was_configured_wins_whether_before_the_store_was_added_or_after(bool before)
    {
        var services = new ServiceCollection();
        if (before)
            services.Configure<ContentBufferOptions>(options => options.Directory = Path.Combine(_root, "own"));
        services.AddMsgStore().SpoolDirectory = _ => Path.Combine(_root, "mail");
        if (!before)
            services.Configure<ContentBufferOptions>(options => options.Directory = Path.Combine(_root, "own"));
        Spool(services);
        Assert.Equal([Path.Combine(_root, "own")], Directory.GetDirectories(_root));
    }

    [Fact]
    public void Store_in_memory_leaves_the_temporary_folder()
    {
        var services = new ServiceCollection();
        services.AddMsgStore().UseInMemory();
        services.AddMsgStore("archive").SpoolDirectory = _ => Path.Combine(_root, "archive");
        Spool(services);
        Assert.Empty(Directory.GetDirectories(_root));
    }

    [Fact]
    public void Folder_of_the_store_that_is_not_for_this_user_gives_way_to_the_temporary_one_and_one_that_was_configured_does_not()
    {
        var options = new ContentBufferOptions { StoreDirectory = () => "/sys/kernel/msgstore-spool" };
        using (var file = new SpoolPlace(options).Create(0, cipher: null))
            file.Append("x"u8.ToArray());
        options.Directory = "/sys/kernel/msgstore-spool";
        var e = Assert.Throws<Storage.MsgStoreException>(() => new SpoolPlace(options).Create(0, cipher: null));
        Assert.Contains("ContentBuffer:Directory", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disk_of_the_store_that_is_full_is_told_and_no_other_is_used()
    {
        var options = new ContentBufferOptions { StoreDirectory = () => Path.Combine(_root, "mail") };
        var e = Assert.Throws<Storage.MsgStoreException>(() => new SpoolPlace(options).Create(long.MaxValue / 4, cipher: null));
        Assert.Equal(Storage.StoreError.DiskFull, e.Error);
        Assert.Contains(Path.Combine(_root, "mail"), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Room_that_is_kept_for_the_store_is_not_taken() => Assert.Equal(
        Storage.StoreError.DiskFull,
        Assert.Throws<Storage.MsgStoreException>(() => SpoolFile.Create(_root, 0, cipher: null, keptFree: long.MaxValue / 4)).Error);

    [Fact]
    public void Link_in_the_place_of_the_stores_folder_is_not_followed_and_told_once()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_root, "elsewhere")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(_root, "mail"), elsewhere);
        var log = new FakeLogger();
        var place = new SpoolPlace(new ContentBufferOptions { StoreDirectory = () => Path.Combine(_root, "mail") }, log);
        for (var i = 0; i < 2; i++)
        {
            using var file = place.Create(0, cipher: null);
            Assert.StartsWith(Path.GetTempPath(), file.Folder, StringComparison.Ordinal);
            Assert.DoesNotContain(_root, file.Folder, StringComparison.Ordinal);
        }
        Assert.Contains("is a link to", Assert.Single(log.Collector.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    private static void Spool(ServiceCollection services)
    {
        using var provider = services.BuildServiceProvider();
        using var buffer = provider.GetRequiredService<ContentBufferFactory>().Create();
        buffer.Write(new byte[100_000]);
        Assert.True(buffer.IsSpooled);
    }
}
