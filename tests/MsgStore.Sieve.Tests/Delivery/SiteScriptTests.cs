using MsgStore.Delivery;

namespace MsgStore.Sieve.Tests.Delivery;

public sealed class SiteScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sieve-site").FullName;

    [Fact]
    public async Task Script_before_sees_the_message_first_and_can_end_it()
    {
        using var fixture = Create(before: """if header :contains "subject" "virus" { discard; }""");
        fixture.Script = """require ["fileinto", "mailbox"]; fileinto :create "own";""";
        Assert.Equal(DeliveryStatus.Discarded, (await fixture.DeliverAsync(DeliveryFixture.Message.Replace("hello", "virus", StringComparison.Ordinal))).Status);
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync("own"));
    }

    [Fact]
    public async Task Owner_sees_the_message_as_the_script_before_changed_it()
    {
        using var fixture = Create(before: """require "editheader"; addheader "X-Site" "1";""");
        fixture.Script = """require ["fileinto", "mailbox"]; if header "x-site" "1" { fileinto :create "seen"; }""";
        await fixture.DeliverAsync();
        Assert.Contains("X-Site: 1", await fixture.ReadAsync("seen"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("addheader \"X-Own\" \"1\";", "")]
    [InlineData("enclose \"Again.\";", "")]
    [InlineData("", "addheader \"X-Site\" \"1\";")]
    public async Task Owner_redirects_what_the_script_before_enclosed_without_its_enclosure(string change, string siteChange)
    {
        using var fixture = Create(before: $"require [\"enclose\", \"editheader\"]; {siteChange} enclose \"From outside.\";");
        fixture.Script = $"require [\"copy\", \"enclose\", \"editheader\"]; {change} redirect :copy \"friend@example.org\";";
        await fixture.DeliverAsync();
        var site = siteChange.Length == 0 ? "" : "X-Site: 1\r\n";
        Assert.Equal($"X-Sieve-Redirected-From: alice@example.com\r\nX-Sieve-Redirects-Left: 100\r\n{site}{DeliveryFixture.Message}", Assert.Single(fixture.Outbound.Sent).Text);
        Assert.Contains("From outside.", await fixture.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_after_is_run_where_the_message_is_still_to_be_kept()
    {
        using var fixture = Create(after: """require ["fileinto", "mailbox"]; fileinto :create "Rest";""");
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync("Rest"));
        fixture.Script = """require ["fileinto", "mailbox"]; fileinto :create "own";""";
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync("Rest"));
        Assert.Single(await fixture.ListAsync("own"));
    }

    [Fact]
    public void Site_script_that_does_not_compile_stops_the_start()
    {
        var error = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => Create(before: "keep;\nfileinto \"x\";"));
        Assert.Contains("before.sieve' does not compile: 2:1: error: 'fileinto' needs: require \"fileinto\";", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Site_script_that_is_broken_later_leaves_the_one_before_it_obeyed(bool isRunBefore)
    {
        using var fixture = Create(before: "discard;");
        if (isRunBefore)
            await fixture.DeliverAsync();
        Replace("before.sieve", "discrad;");
        for (var message = 0; message < 2; message++)
            await fixture.DeliverAsync();
        Assert.Empty(await fixture.ListAsync());
        Replace("before.sieve", "keep;");
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync());
    }

    [Fact]
    public async Task What_a_site_script_includes_and_is_broken_later_leaves_the_one_before_it_obeyed()
    {
        Replace("blocklist.sieve", "discard;");
        using var fixture = Create(before: """require "include"; include :global "blocklist";""", globalRoot: _folder);
        await fixture.DeliverAsync();
        Replace("blocklist.sieve", "discrad;");
        await fixture.DeliverAsync();
        Assert.Empty(await fixture.ListAsync());
    }

    [Fact]
    public async Task Site_script_that_is_being_written_is_not_taken_by_halves()
    {
        using var fixture = Create(before: "discard;");
        await fixture.DeliverAsync();
        // As an editor empties a file and fills it; an empty script keeps everything.
        await File.WriteAllTextAsync(Path.Combine(_folder, "before.sieve"), "");
        await fixture.DeliverAsync();
        Assert.Empty(await fixture.ListAsync());
        await File.WriteAllTextAsync(Path.Combine(_folder, "before.sieve"), "keep;");
        await fixture.DeliverAsync();
        Assert.Empty(await fixture.ListAsync());
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync());
    }

    [Fact]
    public async Task Site_script_that_is_gone_puts_mail_off_instead_of_letting_it_pass()
    {
        using var fixture = Create(before: "discard;");
        File.Delete(Path.Combine(_folder, "before.sieve"));
        Assert.Equal(DeliveryStatus.Discarded, (await fixture.DeliverAsync()).Status);
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(DeliveryStatus.Deferred, (await fixture.DeliverAsync()).Status);
    }

    [Fact]
    public async Task Global_script_that_cannot_be_read_puts_mail_off()
    {
        using var fixture = new DeliveryFixture(configure: options => options.GlobalRoot = _folder);
        Directory.CreateDirectory(Path.Combine(_folder, "part.sieve"));
        fixture.Script = """require "include"; include :global "part";""";
        Assert.Equal(DeliveryStatus.Deferred, (await fixture.DeliverAsync()).Status);
    }

    [Fact]
    public async Task Site_script_behind_a_link_that_leads_elsewhere_is_read_anew()
    {
        // Two links, and the files alike in size and date, as in a folder that Kubernetes exchanges.
        foreach (var (version, script) in new[] { ("one", "discard;  "), ("two", "keep;     ") })
        {
            Directory.CreateDirectory(Path.Combine(_folder, version));
            File.WriteAllText(Path.Combine(_folder, version, "site.sieve"), script);
            File.SetLastWriteTimeUtc(Path.Combine(_folder, version, "site.sieve"), DateTime.UnixEpoch);
        }
        File.CreateSymbolicLink(Path.Combine(_folder, "data"), "one");
        File.CreateSymbolicLink(Path.Combine(_folder, "site.sieve"), "data/site.sieve");
        using var fixture = new DeliveryFixture(configure: options => options.Before.Add(Path.Combine(_folder, "site.sieve")));
        await fixture.DeliverAsync();
        Assert.Empty(await fixture.ListAsync());
        File.Delete(Path.Combine(_folder, "data"));
        File.CreateSymbolicLink(Path.Combine(_folder, "data"), "two");
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync());
    }

    [Fact]
    public void Site_script_that_is_not_there_stops_the_host() =>
        Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => new DeliveryFixture(configure: options => options.Before.Add(Path.Combine(_folder, "none.sieve"))));

    [Fact]
    public async Task Global_include_stays_in_its_folder()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "drop.sieve"), "discard;");
        using var fixture = new DeliveryFixture(configure: options => options.GlobalRoot = _folder);
        fixture.Script = """require "include"; include :global "drop";""";
        Assert.Equal(DeliveryStatus.Discarded, (await fixture.DeliverAsync()).Status);
        fixture.Script = $$"""require "include"; include :global :optional "../{{Path.GetFileName(_folder)}}/drop";""";
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
    }

    // As tools do that mean it: written, then put in its place.
    private void Replace(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path + ".new", text);
        File.SetLastWriteTimeUtc(path + ".new", DateTime.UnixEpoch);
        File.Move(path + ".new", path, overwrite: true);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private DeliveryFixture Create(string? before = null, string? after = null, string? globalRoot = null) => new(configure: options =>
    {
        options.GlobalRoot = globalRoot;
        foreach (var (name, text, list) in new[] { ("before", before, options.Before), ("after", after, options.After) })
            if (text is not null)
            {
                Replace(name + ".sieve", text);
                list.Add(Path.Combine(_folder, name + ".sieve"));
            }
    });
}
