using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace MsgStore.Hosting;

/// <summary>The log of a host on its standard output.</summary>
public static class HostConsole
{
    // ISO 8601 in UTC. Colons are quoted: unquoted, they would be whatever the culture parts times with.
    private const string TimestampFormat = "yyyy-MM-dd'T'HH':'mm':'ss.fff'Z '";

    /// <summary>
    /// Writes the log to standard output, one event a line, each with its time in UTC (ISO 8601). Where systemd's journal reads the output, which stamps lines
    /// itself, they bear its level marks (sd-daemon(3)) and no time. Section <c>Logging:Console:FormatterOptions</c> stands above this.
    /// </summary>
    public static ILoggingBuilder AddHostConsole(this ILoggingBuilder builder)
    {
        if (OperatingSystem.IsLinux() && IsJournal(Environment.GetEnvironmentVariable("JOURNAL_STREAM"), new FileInfo("/proc/self/fd/1").LinkTarget))
            return builder.AddSystemdConsole();
        // In front of what binds the section, so that the section has the last word.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<SimpleConsoleFormatterOptions>>(new ConfigureOptions<SimpleConsoleFormatterOptions>(options =>
            (options.TimestampFormat, options.UseUtcTimestamp, options.SingleLine) = (TimestampFormat, true, true))));
        return builder.AddSimpleConsole();
    }

    /// <summary>Whether a stream is the journal's. A child of a service may inherit the variable and write elsewhere, so that its inode is compared (systemd.exec(5)).</summary>
    /// <param name="journal">Device and inode, as <c>JOURNAL_STREAM</c> has them.</param>
    /// <param name="output">What the stream's descriptor leads to, as <c>socket:[INODE]</c>.</param>
    internal static bool IsJournal(string? journal, string? output) =>
        journal?.Split(':') is [_, { Length: > 0 } inode] && output == $"socket:[{inode}]";
}
