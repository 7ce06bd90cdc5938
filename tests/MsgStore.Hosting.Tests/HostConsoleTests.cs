using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MsgStore.Hosting.Tests;

public sealed class HostConsoleTests
{
    [Fact]
    public void Event_is_one_line_that_begins_with_its_time_in_UTC()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { DateTimeFormat = { TimeSeparator = "." } };
        try
        {
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: Some\.Category\[7\] first second\n$", Write([]));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Configuration_stands_above_it() =>
        Assert.StartsWith("now warn: ", Write(new() { ["Logging:Console:FormatterOptions:TimestampFormat"] = "'now '" }), StringComparison.Ordinal);

    [Theory]
    [InlineData("8:12345", "socket:[12345]", true)]
    [InlineData("8:12345", "socket:[123]", false)]
    [InlineData("8:12345", "/var/log/smtpd", false)]
    [InlineData("", "socket:[]", false)]
    [InlineData("8:", "socket:[]", false)]
    [InlineData(null, "socket:[12345]", false)]
    [InlineData("8:12345", null, false)]
    public void Journal_is_told_from_a_file_that_a_child_of_a_service_writes_to(string? journal, string? output, bool expected) =>
        Assert.Equal(expected, HostConsole.IsJournal(journal, output));

    private static string Write(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddSimpleConsole().AddHostConsole()).BuildServiceProvider();
        using var text = new StringWriter { NewLine = "\n" };
        var entry = new LogEntry<string>(LogLevel.Warning, "Some.Category", 7, "first\nsecond", null, (state, _) => state);
        services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == ConsoleFormatterNames.Simple).Write(entry, null, text);
        return text.ToString();
    }
}
