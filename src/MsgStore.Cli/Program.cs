using System.Runtime.Versioning;
using MsgStore.Cli;

[assembly: SupportedOSPlatform("linux")]

var console = ProcessConsole.Open();
await using (console.ConfigureAwait(false))
    return await Tool.RunAsync(ProcessConsole.ProgramName(), args, console).ConfigureAwait(false);
