using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using MsgStore.Configuration;

namespace MsgStore.Tests.Configuration;

public sealed class StrictConfigurationTests
{
    [Fact]
    public void Keys_of_the_options_are_bound_whatever_their_case()
    {
        var options = Bind(("Root", "/mail"), ("mOde", "Fast"), ("Inner:Depth", "3"), ("Names:0", "a"), ("Names:1", "b"), ("Further:x:Depth", "4"), ("Times:y", "00:00:05"));

        Assert.Equal("/mail", options.Root);
        Assert.Equal(Mode.Fast, options.Mode);
        Assert.Equal(3, options.Inner.Depth);
        Assert.Equal(["a", "b"], options.Names);
        Assert.Equal(4, options.Further["x"].Depth);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Times["y"]);
    }

    [Theory]
    [InlineData("Rooot", "'Mail:Rooot' is no setting. Did you mean 'Root'? Allowed here: Further, Inner, Mode, Names, Root, Times.")]
    [InlineData("Inner:Deep", "'Mail:Inner:Deep' is no setting. Did you mean 'Depth'? Allowed here: Depth.")]
    [InlineData("Further:x:Deep", "'Mail:Further:x:Deep' is no setting. Did you mean 'Depth'? Allowed here: Depth.")]
    [InlineData("Root:Folder", "'Mail:Root:Folder' is no setting")]
    [InlineData("Names:0:Name", "'Mail:Names:0:Name' is no setting: there is nothing to set below 'Mail:Names:0'.")]
    public void Key_that_is_no_option_is_named_with_those_that_are(string key, string message) =>
        Assert.StartsWith(message, Assert.Single(Assert.Throws<OptionsValidationException>(() => Bind((key, "1"))).Failures), StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_are_named_at_once() =>
        Assert.Equal(2, Assert.Throws<OptionsValidationException>(() => Bind(("Rooot", "1"), ("Inner:Deep", "1"))).Failures.Count());

    [Fact]
    public void Value_that_is_not_of_its_kind_is_named_with_its_key()
    {
        var failure = Assert.Single(Assert.Throws<OptionsValidationException>(() => Bind(("Inner:Depth", "deep"))).Failures);

        Assert.Contains("'deep'", failure, StringComparison.Ordinal);
        Assert.Contains("'Mail:Inner:Depth'", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_somebody_else_reads_are_no_mistakes() => Section(("Type", "x"), ("Root", "/mail")).BindStrictly(asked => asked.Bind(new Options()), "Type");

    [Fact]
    public void Section_that_is_not_there_changes_nothing() => Assert.Equal("default", Bind().Root);

    [Theory]
    [InlineData(null)]
    [InlineData("Maildir")]
    public void Section_without_a_type_or_with_the_right_one_may_be_read(string? type) => Section(("Type", type)).RequireType("maildir");

    [Fact]
    public void Section_for_somebody_else_is_refused() => Assert.Contains(
        "Mail:Type 'sqlite' is not 'maildir'", Assert.Throws<OptionsValidationException>(() => Section(("Type", "sqlite")).RequireType("maildir")).Message, StringComparison.Ordinal);

    [Fact]
    public void Only_keys_that_are_named_may_stand_below_a_section()
    {
        Section(("listeners:x", "1")).RequireKeys(["Listeners"]);
        Assert.Contains("Did you mean 'Listeners'?", Assert.Throws<OptionsValidationException>(() => Section(("Listener", "1")).RequireKeys(["Listeners"])).Message, StringComparison.Ordinal);
    }

    private static Options Bind(params (string Key, string? Value)[] values)
    {
        var options = new Options();
        Section(values).BindStrictly(asked => asked.Bind(options));
        return options;
    }

    private static IConfigurationSection Section(params (string Key, string? Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => KeyValuePair.Create($"Mail:{value.Key}", value.Value))).Build().GetSection("Mail");

    private enum Mode
    {
        Slow,
        Fast,
    }

    private sealed class Options
    {
        public string Root { get; set; } = "default";

        public Mode Mode { get; set; }

        public Inner Inner { get; set; } = new();

        public IList<string> Names { get; } = [];

        public Dictionary<string, Inner> Further { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, TimeSpan> Times { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Inner
    {
        public int Depth { get; set; }
    }
}
