using System.Text;
using MsgStore.Filtering;
using MsgStore.Mailboxes;
using Xunit;

namespace MsgStore.Conformance;

/// <summary>What every <see cref="IScriptStore"/> does. A backend's tests derive from it.</summary>
public abstract class ScriptStoreConformance
{
    protected const int MaxScripts = 3;
    protected const int MaxScriptSize = 100;
    protected const int MaxTotalSize = 150;

    private static readonly MailboxName Alice = MailboxName.Parse("alice@example.com");
    private static readonly MailboxName Bob = MailboxName.Parse("bob@example.com");

    /// <summary>A store that holds the scripts written before through another one made here.</summary>
    protected abstract IScriptStore Open();

    [Fact]
    public async Task Owner_without_scripts_has_none()
    {
        var store = Open();
        Assert.Empty(await store.ListAsync(Alice));
        Assert.Null(await store.ReadActiveAsync(Alice));
        Assert.Null(await store.ReadAsync(Alice, Name("x")));
        Assert.Equal(ScriptOutcome.NotFound, await store.DeleteAsync(Alice, Name("x")));
        Assert.Equal(ScriptOutcome.NotFound, await store.RenameAsync(Alice, Name("x"), Name("y")));
        Assert.Equal(ScriptOutcome.NotFound, await store.ActivateAsync(Alice, Name("x")));
        Assert.Equal(ScriptOutcome.Done, await store.ActivateAsync(Alice, null));
        Assert.Empty(await store.ListAsync(Alice));
    }

    [Theory]
    [InlineData("main")]
    [InlineData("active")]
    [InlineData("lock")]
    [InlineData("../../etc/passwd")]
    [InlineData(".hidden")]
    [InlineData("..")]
    [InlineData("a%41b.sieve")]
    [InlineData("Büro 日本 \"quoted\" \\ /")]
    public async Task Script_of_any_name_is_read_as_it_was_written_also_later(string text)
    {
        var name = Name(text);
        Assert.Equal(ScriptOutcome.Done, await Open().WriteAsync(Alice, name, Octets("keep;")));
        var later = Open();
        Assert.Equal("keep;", Text(await later.ReadAsync(Alice, name)));
        Assert.Equal(new ScriptInfo(name, 5, false), Assert.Single(await later.ListAsync(Alice)));
        Assert.Empty(await later.ListAsync(Bob));
        Assert.Equal(ScriptOutcome.Done, await later.DeleteAsync(Alice, name));
        Assert.Empty(await later.ListAsync(Alice));
    }

    [Fact]
    public async Task Longest_names_are_names_as_well()
    {
        var store = Open();
        var one = Name(new string('日', 127) + "1");
        var two = Name(new string('日', 127) + "2");
        await store.WriteAsync(Alice, one, Octets("1"));
        await store.WriteAsync(Alice, two, Octets("22"));
        Assert.Equal(ScriptOutcome.Done, await store.ActivateAsync(Alice, two));
        Assert.Equal([new ScriptInfo(one, 1, false), new ScriptInfo(two, 2, true)], await Open().ListAsync(Alice));
    }

    [Fact]
    public async Task Empty_script_is_a_script()
    {
        var store = Open();
        await store.WriteAsync(Alice, Name("empty"), Octets(""));
        await store.ActivateAsync(Alice, Name("empty"));
        Assert.Equal(0, (await store.ReadActiveAsync(Alice))?.Octets.Length);
    }

    [Fact]
    public async Task Active_script_stays_active_when_it_is_written_and_renamed_and_is_not_deleted()
    {
        var store = Open();
        await store.WriteAsync(Alice, Name("a"), Octets("keep;"));
        await store.WriteAsync(Alice, Name("b"), Octets("stop;"));
        await store.ActivateAsync(Alice, Name("a"));
        await store.WriteAsync(Alice, Name("a"), Octets("discard;"));
        Assert.Equal("discard;", Text((await store.ReadActiveAsync(Alice))?.Octets));
        Assert.Equal(ScriptOutcome.Exists, await store.RenameAsync(Alice, Name("a"), Name("b")));
        Assert.Equal(ScriptOutcome.Done, await store.RenameAsync(Alice, Name("a"), Name("c")));
        Assert.Equal("c", (await Open().ReadActiveAsync(Alice))?.Name.Value);
        Assert.Equal(ScriptOutcome.Active, await store.DeleteAsync(Alice, Name("c")));
        Assert.Equal(["b", "c"], (await store.ListAsync(Alice)).Select(script => script.Name.Value));
        Assert.Equal(ScriptOutcome.Done, await store.ActivateAsync(Alice, Name("b")));
        Assert.Equal("b", Assert.Single(await store.ListAsync(Alice), script => script.IsActive).Name.Value);
        Assert.Equal(ScriptOutcome.Done, await store.ActivateAsync(Alice, null));
        Assert.Null(await Open().ReadActiveAsync(Alice));
        Assert.Equal(ScriptOutcome.Done, await store.DeleteAsync(Alice, Name("c")));
    }

    [Fact]
    public async Task Limits_hold_for_count_size_and_all_together()
    {
        var store = Open();
        Assert.Equal(ScriptOutcome.TooLarge, await store.CheckRoomAsync(Alice, Name("a"), MaxScriptSize + 1));
        Assert.Equal(ScriptOutcome.TooLarge, await store.WriteAsync(Alice, Name("a"), new byte[MaxScriptSize + 1]));
        Assert.Equal(ScriptOutcome.Done, await store.WriteAsync(Alice, Name("a"), new byte[MaxScriptSize]));
        Assert.Equal(ScriptOutcome.TooLarge, await store.WriteAsync(Alice, Name("b"), new byte[MaxTotalSize - MaxScriptSize + 1]));
        // A script that is replaced counts once.
        Assert.Equal(ScriptOutcome.Done, await store.CheckRoomAsync(Alice, Name("a"), MaxScriptSize));
        Assert.Equal(ScriptOutcome.Done, await store.WriteAsync(Alice, Name("b"), new byte[1]));
        Assert.Equal(ScriptOutcome.Done, await store.WriteAsync(Alice, Name("c"), new byte[1]));
        Assert.Equal(ScriptOutcome.TooMany, await store.CheckRoomAsync(Alice, Name("d"), 1));
        Assert.Equal(ScriptOutcome.TooMany, await store.WriteAsync(Alice, Name("d"), new byte[1]));
        Assert.Equal(ScriptOutcome.Done, await store.WriteAsync(Bob, Name("d"), new byte[1]));
        Assert.Equal(3, (await store.ListAsync(Alice)).Count);
    }

    [Fact]
    public async Task Writers_at_once_keep_the_limits_and_readers_see_whole_scripts()
    {
        var store = Open();
        await store.WriteAsync(Alice, Name("a"), Octets(new string('0', 40)));
        await store.ActivateAsync(Alice, Name("a"));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var own = Open();
            await own.WriteAsync(Alice, Name("a"), Octets(new string((char)('0' + i), 40)));
            var active = await own.ReadActiveAsync(Alice);
            Assert.Single(Text(active?.Octets).Distinct());
            return await own.WriteAsync(Alice, Name($"n{i}"), Octets("x"));
        })));
        Assert.Equal(MaxScripts - 1, outcomes.Count(outcome => outcome == ScriptOutcome.Done));
        Assert.Equal(MaxScripts, (await store.ListAsync(Alice)).Count);
    }

    private static ScriptName Name(string text) => ScriptName.Parse(text);

    private static ReadOnlyMemory<byte> Octets(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte>? octets) => Encoding.UTF8.GetString(Assert.NotNull(octets).Span);
}
