using MsgStore.Sieve.Svtest;

// Runs the .svtest files under a folder and prints passed/total of each folder; --verbose names the blocks that fail.
var root = args.FirstOrDefault(argument => !argument.StartsWith('-')) ?? ".";
var isVerbose = args.Contains("--verbose");
var excluded = new[] { "failures", "plugins", "vnd.dovecot" };
var total = new Score();
var files = Directory.EnumerateFiles(root, "*.svtest*", SearchOption.AllDirectories)
    .Where(path => path.EndsWith(".svtest", StringComparison.Ordinal) || path.EndsWith(".svtest.in", StringComparison.Ordinal))
    .Where(path => !Path.GetRelativePath(root, path).Split('/').Any(excluded.Contains) && !path.EndsWith("errors-cpu-limit.svtest", StringComparison.Ordinal));
foreach (var folder in files.GroupBy(path => Path.GetRelativePath(root, Path.GetDirectoryName(path)!), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
{
    var score = new Score();
    foreach (var path in folder.Order(StringComparer.Ordinal))
        foreach (var block in SvtestFile.Run(path))
        {
            score.Add(block);
            if (isVerbose && (block.Failure is not null || block.HasOtherWording))
                Console.WriteLine($"  {(block.Failure is null ? "wording" : "FAIL")} {Path.GetRelativePath(root, path)}: {block.Name}: {block.Failure}");
        }
    Console.WriteLine($"{folder.Key}: {score}");
    total.Add(score);
}
Console.WriteLine($"total: {total}");
return total.Passed == total.Total ? 0 : 1;
