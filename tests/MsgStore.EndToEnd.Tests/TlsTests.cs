using System.Text.Json;
using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>What testssl.sh finds on the listeners.</summary>
public sealed class TlsTests
{
    // What the tool says of any server with a self-signed certificate, and notes on CBC and compression that it prints without a finding.
    private static readonly string[] Known = ["LUCKY13", "BREACH", "engine_problem", "scanProblem", "overall_grade", "final_score"];

    // It starts thousands of processes, which takes its time beside other tests.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData("smtp", "-s -f -U -t smtp")]
    // All listeners have their TLS from one place; the long lists would find the same.
    [InlineData("smtps", "-s")]
    [InlineData("pop3s", "")]
    public async Task Protocols_ciphers_and_vulnerabilities_have_no_finding(string listener, string further)
    {
        await using var servers = await MailServers.StartAsync();
        var report = servers.Folder.File("report.json");
        await Run.TryAsync("testssl", ["--quiet", "--color", "0", "--warnings", "off", "--ip", "one", "-p", "--jsonfile", report,
            .. further.Split(' ', StringSplitOptions.RemoveEmptyEntries), $"127.0.0.1:{servers.Port(listener)}"], limit: Patience);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        var results = json.RootElement.EnumerateArray()
            .Select(entry => (Id: Text(entry, "id"), Severity: Text(entry, "severity"), Finding: Text(entry, "finding"))).ToList();
        Assert.Contains(results, result => result is { Id: "TLS1_3", Severity: "OK" });
        Assert.DoesNotContain(results, result => result.Severity is "LOW" or "MEDIUM" or "HIGH" or "CRITICAL" && !Known.Contains(result.Id));
    }

    private static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString() ?? "";
}
