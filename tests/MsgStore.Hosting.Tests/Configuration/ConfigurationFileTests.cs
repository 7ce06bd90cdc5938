using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using MsgStore.Hosting.Configuration;

namespace MsgStore.Hosting.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("msgstore-config-").FullName;

    private string Default => Path.Combine(_folder, "smtpd.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_of_another_user_is_not_believed_where_the_program_was_started_and_is_where_it_is_named()
    {
        // Only root can make a file somebody else's.
        if (!Environment.IsPrivilegedProcess)
            return;
        Write(Private);
        await ChownAsync("65534", Default);
        var refused = Assert.Throws<InvalidDataException>(() => MailHost.CreateBuilder([], Default));
        Assert.Contains($"{Default} belongs to user 65534", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"--config {Default}", refused.Message, StringComparison.Ordinal);
        Assert.Equal("there", MailHost.CreateBuilder(["--config", Default], "other.json").Configuration["ServerName"]);
    }

    [Fact]
    public async Task A_link_of_another_user_is_not_believed_either()
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        Write(Private);
        var link = Path.Combine(_folder, "pop3d.json");
        File.CreateSymbolicLink(link, Default);
        Assert.Equal("there", MailHost.CreateBuilder([], link).Configuration["ServerName"]);
        await ChownAsync("-h", "65534", link);
        Assert.Throws<InvalidDataException>(() => MailHost.CreateBuilder([], link));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherWrite, "can be changed by every user")]
    [InlineData(UnixFileMode.GroupWrite, "can be changed by group 65533")]
    public async Task A_file_that_others_may_write_is_not_believed(UnixFileMode mode, string reason)
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        Write(Private | mode);
        await ChownAsync(":65533", Default);
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => MailHost.CreateBuilder([], Default)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.None, UnixFileMode.GroupRead, "secret", false)]
    [InlineData(UnixFileMode.OtherRead, UnixFileMode.GroupRead, "secret", true)]
    [InlineData(UnixFileMode.OtherRead, UnixFileMode.None, "", false)]
    public void A_password_that_every_user_can_read_is_warned_of(UnixFileMode others, UnixFileMode group, string password, bool isWarned)
    {
        Write(Private | others | group, $$"""{ "Queue": { "Routes": { "smarthost": { "Password": "{{password}}" } } } }""");
        var warning = new ConfigurationBuilder().AddFile(Default, isNamed: true);
        Assert.Equal(isWarned ? $"{Default} holds Queue:Routes:smarthost:Password and can be read by every user of this machine; chmod 640 it." : null, warning);
    }

    [Fact]
    public async Task A_pipe_is_read_where_it_is_named_and_is_an_error_where_it_only_lies_there()
    {
        await RunAsync("mkfifo", Default);
        Assert.Throws<IOException>(() => MailHost.CreateBuilder([], Default));
        var reading = Task.Run(() => MailHost.CreateBuilder(["--config", Default], "other.json").Configuration["ServerName"]);
        await File.WriteAllTextAsync(Default, """{ "ServerName": "piped" }""").WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("piped", await reading.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Throws<InvalidDataException>(() => MailHost.CreateBuilder(["--config", ""], Default));
    }

    [Fact]
    public void Settings_are_there_however_often_the_sources_are_built_anew()
    {
        Write(Private);
        var builder = MailHost.CreateBuilder([], Default);
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource());
        ((IConfigurationRoot)builder.Configuration).Reload();
        Assert.Equal("there", builder.Configuration["ServerName"]);
    }

    [Theory]
    [InlineData("{ nonsense")]
    [InlineData("")]
    [InlineData("[]")]
    public void What_is_no_configuration_is_told_with_its_file(string text)
    {
        Write(Private, text);
        Assert.Contains($"{Default} is no JSON: ", Assert.Throws<InvalidDataException>(() => MailHost.CreateBuilder([], Default)).Message, StringComparison.Ordinal);
    }

    private static Task ChownAsync(params string[] arguments) => RunAsync("chown", arguments);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private void Write(UnixFileMode mode, string text = """{ "ServerName": "there" }""")
    {
        File.WriteAllText(Default, text);
        File.SetUnixFileMode(Default, mode);
    }
}
