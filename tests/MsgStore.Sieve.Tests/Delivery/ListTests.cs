using MsgStore.Delivery;
using MsgStore.Sieve.Delivery.Lists;

namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>External lists (RFC 6134) and annotations of the server (RFC 5490) at delivery.</summary>
public sealed class ListTests : IDisposable
{
    private const string Staff = "tag:example.com,2026:staff";
    private readonly string _file = Path.GetTempFileName();

    [Theory]
    [InlineData("# who\n\n Sender@Example.NET \nother@example.net\n", true)]
    [InlineData("other@example.net\n", false)]
    [InlineData("", false)]
    public async Task File_of_the_site_is_a_list_that_scripts_ask(string lines, bool isIn)
    {
        await File.WriteAllTextAsync(_file, lines);
        using var fixture = Create();
        fixture.Script = $$"""require ["envelope", "extlists", "imap4flags"]; if envelope :list "from" "{{Staff}}" { addflag "staff"; }""";
        await fixture.DeliverAsync();
        Assert.Equal(isIn, Assert.Single(await fixture.ListAsync()).Keywords.Contains("staff"));
    }

    [Fact]
    public async Task Changed_file_is_read_again()
    {
        using var fixture = Create();
        fixture.Script = $$"""require ["envelope", "extlists"]; if envelope :list "from" "{{Staff}}" { discard; }""";
        await fixture.DeliverAsync();
        await File.WriteAllTextAsync(_file + ".new", "sender@example.net");
        File.SetLastWriteTimeUtc(_file + ".new", DateTime.UnixEpoch);
        File.Move(_file + ".new", _file, overwrite: true);
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync());
    }

    [Theory]
    [InlineData(Staff, true)]
    [InlineData("tag:example.com,2026:nobody", false)]
    public async Task Script_learns_which_lists_there_are(string list, bool isThere)
    {
        using var fixture = Create();
        fixture.Script = $$"""require ["extlists"]; if valid_ext_list "{{list}}" { discard; }""";
        await fixture.DeliverAsync();
        Assert.Equal(isThere ? 0 : 1, (await fixture.ListAsync()).Count);
    }

    [Theory]
    [InlineData(Staff, 1, "sender@EXAMPLE.net")]
    [InlineData("tag:example.com,2026:nobody", 2, null)]
    [InlineData(":ADDRBOOK:default", 1, null)]
    public async Task Entry_is_taken_as_the_file_has_it_and_a_list_that_is_missing_is_told_of(string list, int messages, string? keyword)
    {
        await File.WriteAllTextAsync(_file, "sender@EXAMPLE.net\n");
        using var fixture = Create();
        fixture.Script = $$"""require ["envelope", "extlists", "variables", "editheader"]; if envelope :list "from" "{{list}}" { addheader "X-Entry" "${0}"; }""";
        await fixture.DeliverAsync();
        Assert.Equal(messages, (await fixture.ListAsync()).Count);
        Assert.Equal(keyword is not null, (await fixture.ReadAsync()).Contains($"X-Entry: {keyword}\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redirect_to_a_list_sends_to_each_address_of_it()
    {
        await File.WriteAllTextAsync(_file, "one@example.org\ntwo@example.org\nbob@example.com\n");
        using var fixture = Create();
        fixture.Script = $"""require "extlists"; redirect :list "{Staff}";""";
        Assert.True((await fixture.DeliverAsync()).IsServed);
        Assert.Equal(["one@example.org", "two@example.org"], fixture.Outbound.Sent.Select(sent => sent.Envelope.Recipients[0].Address.ToString()));
        Assert.Single(await fixture.ListAsync(mailbox: DeliveryFixture.Bob));
        Assert.Empty(await fixture.ListAsync());
    }

    [Theory]
    [InlineData(":staff", "urn:ietf:params:sieve:staff")]
    [InlineData("urn:ietf:params:sieve:staff", ":staff")]
    public async Task Redirect_knows_a_list_by_its_short_name_too(string name, string asked)
    {
        await File.WriteAllTextAsync(_file, "one@example.org\n");
        using var fixture = new DeliveryFixture(configure: options => options.Lists.Add(new() { Name = name, Path = _file }));
        fixture.Script = $"""require "extlists"; redirect :list "{asked}";""";
        await fixture.DeliverAsync();
        Assert.Single(fixture.Outbound.Sent);
    }

    [Fact]
    public async Task Message_that_comes_back_from_a_list_is_kept()
    {
        await File.WriteAllTextAsync(_file, "one@example.org\n");
        using var fixture = Create();
        fixture.Script = $"""require "extlists"; redirect :list "{Staff}";""";
        await fixture.DeliverAsync();
        await fixture.DeliverAsync("X: back again\r\n" + DeliveryFixture.Message);
        Assert.Single(fixture.Outbound.Sent);
        Assert.Single(await fixture.ListAsync());
    }

    [Theory]
    [InlineData("", Staff)]
    [InlineData("one@example.org\n", "tag:example.com,2026:nobody")]
    [InlineData("one@example.org\ntwo@example.org\nthree@example.org\nfour@example.org\n", Staff)]
    public async Task List_that_is_empty_missing_or_too_long_keeps_the_message(string lines, string list)
    {
        await File.WriteAllTextAsync(_file, lines);
        using var fixture = Create();
        fixture.Script = $"""require "extlists"; redirect :list "{list}";""";
        await fixture.DeliverAsync();
        Assert.Empty(fixture.Outbound.Sent);
        Assert.Contains(await Task.WhenAll(Enumerable.Range(0, (await fixture.ListAsync()).Count).Select(index => fixture.ReadAsync(index: index))),
            text => text.Contains("Subject: hello", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entry_that_is_no_address_keeps_the_message_and_the_others_get_it()
    {
        await File.WriteAllTextAsync(_file, "one@example.org\nnobody at all\n");
        using var fixture = Create();
        fixture.Script = $"""require "extlists"; redirect :list "{Staff}";""";
        await fixture.DeliverAsync();
        Assert.Single(fixture.Outbound.Sent);
        Assert.NotEmpty(await fixture.ListAsync());
    }

    [Fact]
    public async Task List_that_cannot_be_read_makes_the_peer_try_again()
    {
        await File.WriteAllTextAsync(_file, "sender@example.net\n");
        using var fixture = new DeliveryFixture(configure: options => options.Lists.Add(new() { Name = Staff, Path = _file }));
        fixture.Script = $"""require "extlists"; redirect :list "{Staff}";""";
        File.Delete(_file);
        Directory.CreateDirectory(_file);
        Assert.Equal(DeliveryStatus.Deferred, (await fixture.DeliverAsync()).Status);
        Assert.Empty(await fixture.ListAsync());
    }

    [Fact]
    public async Task Annotations_of_the_server_are_those_of_the_configuration()
    {
        using var fixture = new DeliveryFixture(configure: options => options.ServerAnnotations["/shared/comment"] = "the one in the cellar");
        fixture.Script = """require ["servermetadata"]; if servermetadata :contains "/shared/comment" "cellar" { discard; }""";
        await fixture.DeliverAsync();
        Assert.Empty(await fixture.ListAsync());
    }

    public void Dispose()
    {
        if (Directory.Exists(_file))
            Directory.Delete(_file);
        File.Delete(_file);
    }

    private DeliveryFixture Create() => new(configure: options =>
    {
        options.MaxListRecipients = 3;
        options.Lists.Add(new SieveListFile { Name = Staff, Path = _file });
    });
}
