using System.Reflection;
using Microsoft.Extensions.Options;
using MsgStore.Hosting.Configuration;

namespace MsgStore.Architecture.Tests;

/// <summary>What a configuration can set: every option of every section, and so every key that an error asks for.</summary>
public sealed class ConfigurationTests
{
    private static IReadOnlyList<string> KnownToHosts { get; } = Assert.IsAssignableFrom<IReadOnlyList<string>>(
        typeof(MailHost).Assembly.GetType("MsgStore.Hosting.Configuration.HostSections", throwOnError: true)!.GetProperty("All")!.GetValue(null)); // It throws, or is there.

    public static TheoryData<string> Sections { get; } = [.. ConfiguredSection.All.Select(section => section.Name)];

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_option_of_a_section_can_be_set(string name)
    {
        var section = ConfiguredSection.All.Single(section => section.Name == name);
        var options = section.Read([.. section.Settings.Select(setting => KeyValuePair.Create(setting.Path, (string?)setting.Sample))]);

        Assert.NotEmpty(section.Settings);
        Assert.All(section.Settings, setting => Assert.Equal(setting.Sample, setting.ReadFrom(options), StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Key_that_is_no_option_of_a_section_is_refused(string name) => Assert.Contains(
        "is no setting",
        Assert.Throws<OptionsValidationException>(() => ConfiguredSection.All.Single(section => section.Name == name).Read([KeyValuePair.Create("Nonsense", (string?)"1")])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Every_section_a_package_declares_is_one_that_hosts_know_and_is_read_here()
    {
        var declared = Repository.Packages.SelectMany(package => Assembly.Load(package).GetExportedTypes())
            .Select(type => type.GetField("SectionName")?.GetRawConstantValue()).OfType<string>().Distinct(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(declared);
        Assert.All(declared, name => Assert.Contains(name, KnownToHosts));
        Assert.All(declared, name => Assert.Contains(ConfiguredSection.All, section => section.Path == name));
    }

    [Fact]
    public void Every_key_that_an_error_names_can_be_set()
    {
        var mentions = KeyMention.FindAll();
        var unknown = mentions.Where(mention => !mention.CanBeSet(ConfiguredSection.All)).Select(mention => $"{mention.File}: {mention.Key}");

        Assert.Contains(mentions, mention => mention.Key == "ContentBuffer:Directory");
        Assert.Contains(mentions, mention => mention.Key == "Routes:0:Host");
        Assert.Contains(mentions, mention => mention.Key == "ContentBufferOptions.Directory");
        Assert.Empty(unknown);
    }
}
