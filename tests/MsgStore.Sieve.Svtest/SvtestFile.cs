using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Svtest;

/// <summary>Runs one file of the dialect.</summary>
internal static class SvtestFile
{
    /// <summary>Runs a file; blocks that are not reached have failed.</summary>
    public static IReadOnlyList<SvtestBlock> Run(string path)
    {
        var script = Read(path);
        var commands = SieveParser.Parse(script).Script.Commands;
        var names = commands.Where(command => command.Name == "test")
            .Select(command => command.Arguments is [SieveStringSyntax name] ? name.Value : "?").ToList();
        var host = new SvtestHost(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // "if test_error … { test_fail … }": what it looks for must not be there, in any words.
        foreach (var command in commands.SelectMany(command => command.Block ?? []))
            if (command.Name == "if" && command.Tests is [{ Name: "test_error" } test])
                host.Refuting.Add(test.Position);
        var compilation = new SieveCompiler(host.Options with { MaxInstructions = long.MaxValue, MaxActions = 1000, MaxRedirects = 1000 }, SvtestHost.Language)
            .CompileAsync(script, host.Scripts).AsTask().GetAwaiter().GetResult();
        var problem = compilation.Program is { } program ? Run(program, host) : string.Join(" | ", compilation.Diagnostics.Take(3));
        return [.. host.Blocks, .. names.Skip(host.Blocks.Count).Select(name => new SvtestBlock(name, problem ?? "not reached", false))];
    }

    private static string? Run(SieveProgram program, SvtestHost host)
    {
        var run = new SieveRun(program.Options, host.Input, new FactTable(host.Input.Environment, CancellationToken.None) { IsForgetful = true });
        run.State<SvtestExtension.HostHolder>().Host = host;
        try
        {
            return program.Run(run).Error?.ToString();
        }
        catch (SvtestFailure failure)
        {
            return failure.Message;
        }
    }

    // The marked lines of a template are for engines that do not understand internationalised addresses (RFC 6532); they stay comments.
    private static byte[] Read(string path) => File.ReadAllBytes(path);
}
