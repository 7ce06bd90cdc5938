using MsgStore.Sieve.Svtest;

namespace MsgStore.Sieve.Tests;

public sealed class SvtestSuiteTests
{
    public static TheoryData<string> Files { get; } = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Suite"), "*.svtest").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_block_of_the_suite_passes(string file)
    {
        var blocks = SvtestFile.Run(Path.Combine(AppContext.BaseDirectory, "Suite", file));
        Assert.NotEmpty(blocks);
        Assert.Empty(blocks.Where(block => block.Failure is not null).Select(block => $"{block.Name}: {block.Failure}"));
        Assert.DoesNotContain(blocks, block => block.HasOtherWording);
    }

    [Fact]
    public void A_block_that_fails_is_told_with_its_reason()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.svtest");
        File.WriteAllText(path, "require \"vnd.dovecot.testsuite\"; test \"a\" { test_fail \"why\"; } test \"b\" { } test \"c\" { if not header \"x\" \"y\" { test_fail \"no x\"; } }");
        var blocks = SvtestFile.Run(path);
        File.Delete(path);
        Assert.Equal(["a: why", "b: ", "c: no x"], blocks.Select(block => $"{block.Name}: {block.Failure}"));
    }
}
