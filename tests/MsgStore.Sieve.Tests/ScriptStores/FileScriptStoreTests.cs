using MsgStore.Conformance;
using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Delivery;
using MsgStore.Sieve.ScriptStores;
using MsgStore.Storage;

namespace MsgStore.Sieve.Tests.ScriptStores;

public sealed class FileScriptStoreTests : ScriptStoreConformance, IDisposable
{
    private static readonly MailboxName Alice = MailboxName.Parse("alice@example.com");
    private readonly string _root = Directory.CreateTempSubdirectory("sieve-scripts").FullName;

    [Fact]
    public async Task Administrator_can_put_a_file_there()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "example.com", "alice")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "main.sieve"), "keep;");
        await File.WriteAllTextAsync(Path.Combine(folder, "active"), "main");
        await File.WriteAllTextAsync(Path.Combine(folder, "README"), "not a script");
        Assert.Equal([new ScriptInfo(ScriptName.Parse("main"), 5, true)], await Open().ListAsync(Alice));
        Assert.Equal("main", (await Open().ReadActiveAsync(Alice))?.Name.Value);
    }

    [Fact]
    public async Task What_a_crash_left_behind_is_no_script()
    {
        var store = Open();
        await store.WriteAsync(Alice, ScriptName.Parse("a"), "keep;"u8.ToArray());
        await File.WriteAllTextAsync(Path.Combine(_root, "example.com", "alice", "a.sieve.tmp"), "kee");
        await store.WriteAsync(Alice, ScriptName.Parse("a"), "stop;"u8.ToArray());
        Assert.Single(await store.ListAsync(Alice));
    }

    [Fact]
    public async Task Root_that_is_a_file_is_an_error_of_the_store()
    {
        var file = Path.Combine(_root, "file");
        await File.WriteAllTextAsync(file, "");
        var store = new FileScriptStore(file, new SieveDeliveryOptions());
        var error = await Assert.ThrowsAsync<MsgStoreException>(async () => await store.WriteAsync(Alice, ScriptName.Parse("a"), default));
        Assert.Equal(StoreError.Unavailable, error.Error);
    }

    [Fact]
    public void Checker_tells_line_and_column()
    {
        var checker = new SieveScriptChecker(new SieveCompiler(), SieveOptions.Default);
        Assert.True(checker.Check("require \"include\"; include \"later\";"u8.ToArray()).IsValid);
        var check = checker.Check("keep;\r\nfileinto \"x\";"u8.ToArray());
        Assert.False(check.IsValid);
        Assert.Contains("2", check.Message, StringComparison.Ordinal);
        Assert.Contains("fileinto", checker.Extensions);
        Assert.Equal(["mailto"], checker.NotifyMethods);
        Assert.Equal(["tag", "urn"], checker.ListSchemes);
        Assert.Equal(4, checker.MaxRedirects);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    protected override IScriptStore Open() => new FileScriptStore(
        _root, new SieveDeliveryOptions { MaxScripts = MaxScripts, MaxScriptSizeInOctets = MaxScriptSize, MaxTotalSizeInOctets = MaxTotalSize });
}
