using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Sieve.Delivery;
using MsgStore.Sieve.ScriptStores;

namespace MsgStore.Sieve.Tests.Delivery;

public sealed class ProgramCacheTests
{
    private static readonly MemoryScriptStore Store = new();

    private static ValueTask<SieveCompilation> CompileAsync(ProgramCache cache, string script) =>
        cache.CompileAsync(DeliveryFixture.Alice, Encoding.UTF8.GetBytes(script), () => new OwnerScriptSource(DeliveryFixture.Alice, Store, new SiteScripts(new SieveScriptChecker(new SieveCompiler(), new SieveOptions()), TimeProvider.System, NullLogger.Instance), null), CancellationToken.None);

    [Fact]
    public async Task A_program_is_made_once()
    {
        var cache = new ProgramCache(new SieveCompiler(), 10);
        Assert.Same(await CompileAsync(cache, "keep;"), await CompileAsync(cache, "keep;"));
    }

    [Fact]
    public async Task Programs_of_large_scripts_make_room_sooner_than_small_ones()
    {
        var cache = new ProgramCache(new SieveCompiler(), 10);
        var small = await CompileAsync(cache, "keep;");
        for (var number = 0; number < 9; number++)
            await CompileAsync(cache, $"keep; # {number} {new string('x', 10_000)}");
        Assert.NotSame(small, await CompileAsync(cache, "keep;"));
        var huge = $"keep; # {new string('x', 100_000)}";
        Assert.NotSame(await CompileAsync(cache, huge), await CompileAsync(cache, huge));
    }
}
