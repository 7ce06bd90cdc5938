using System.Diagnostics;

namespace MsgStore.Benchmarks;

/// <summary>Pigeonhole's <c>sieve-test</c> on scripts of many rules.</summary>
internal sealed class SieveTestPeer : IDisposable
{
    private const string Nobody = "65534";
    private readonly string _folder = Directory.CreateTempSubdirectory("sieve-comparison").FullName;

    /// <summary>Writes and compiles the scripts.</summary>
    /// <param name="rules">How many rules they have.</param>
    public SieveTestPeer(IEnumerable<int> rules)
    {
        File.WriteAllText(InFolder("dovecot.conf"), $$"""
            mail_location = maildir:{{_folder}}/mail
            mail_uid = {{Nobody}}
            mail_gid = {{Nobody}}
            first_valid_uid = 1
            log_path = /dev/stderr
            ssl = no
            plugin {
              sieve_max_actions = 100000
              sieve_max_redirects = 100000
            }

            """);
        File.WriteAllBytes(InFolder("message.eml"), SieveCorpus.Message);
        foreach (var count in rules)
            File.WriteAllBytes(InFolder($"{count}.sieve"), SieveCorpus.Script(count));
        // It refuses to work for root.
        foreach (var file in Directory.GetFiles(_folder).Append(_folder))
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        foreach (var count in rules)
            Run(count, isCompiling: true);
    }

    /// <summary>Runs a script on the message.</summary>
    /// <param name="rules">Which one.</param>
    /// <param name="isCompiling">Whether it is compiled as well, and not taken from the binary beside it.</param>
    public void Run(int rules, bool isCompiling)
    {
        string[] command = ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", "sieve-test", "-c", InFolder("dovecot.conf"), .. isCompiling ? (string[])["-C"] : []];
        var start = new ProcessStartInfo("setpriv", [.. command, "-f", SieveCorpus.Sender, "-r", SieveCorpus.Recipient, InFolder($"{rules}.sieve"), InFolder("message.eml")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["USER"], start.Environment["HOME"]) = ("nobody", _folder);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("sieve-test did not start; install dovecot-sieve.");
        var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 || !output.Contains("Implicit keep", StringComparison.Ordinal))
            throw new InvalidOperationException($"sieve-test ended with {process.ExitCode}: {output}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string InFolder(string name) => Path.Combine(_folder, name);
}
