using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MsgStore.InMemory;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Xunit;

namespace Applications;

/// <summary>Traces, metrics and logs of a mail server, collected by OpenTelemetry.</summary>
/// <remarks>OpenTelemetry listens to the whole process, so that no other test's mail may be under way.</remarks>
[CollectionDefinition(nameof(TelemetryTests), DisableParallelization = true)]
[Collection(nameof(TelemetryTests))]
public sealed class TelemetryTests
{
    [Fact]
    public async Task OpenTelemetry_collects_the_span_of_a_delivery_its_counters_and_the_log()
    {
        var spans = new List<Activity>();
        var metrics = new List<Metric>();
        var log = new List<LogRecord>();
        await using var server = await MailServer.StartAsync(store =>
        {
            store.UseInMemory();
            store.Services.AddOpenTelemetry()
                .WithTracing(tracing => tracing.AddSource("MsgStore").AddInMemoryExporter(spans))
                .WithMetrics(metering => metering.AddMeter("MsgStore", "MsgStore.*").AddInMemoryExporter(metrics))
                .WithLogging(logging => logging.AddInMemoryExporter(log));
        });
        await server.SendAsync("measured");
        await Assert.ThrowsAsync<MailKit.Net.Smtp.SmtpCommandException>(() => server.SendAsync("refused", to: "nobody@example.com"));
        server.Services.GetRequiredService<TracerProvider>().ForceFlush();
        server.Services.GetRequiredService<MeterProvider>().ForceFlush();
        server.Services.GetRequiredService<LoggerProvider>().ForceFlush();

        var span = Assert.Single(spans);
        Assert.Equal("msgstore.deliver", span.OperationName);
        Assert.IsType<string>(span.GetTagItem("msgstore.envelope.id"));
        Assert.Equal(1, Sum(metrics, "msgstore.deliveries", ("domain", "example.com"), ("status", "delivered")));
        Assert.Equal(1, Sum(metrics, "smtpd.messages_received", ("recipient_domain", "example.com")));
        Assert.Contains(metrics, metric => metric.Name == "msgstore.delivery.duration" && metric.Unit == "s");
        Assert.Contains(log, line => line.EventId.Id == 3016 && line.LogLevel == LogLevel.Information); // The refusal.
    }

    private static long Sum(IEnumerable<Metric> metrics, string name, params (string Key, string Value)[] attributes)
    {
        var sum = 0L;
        foreach (ref readonly var point in metrics.Last(metric => metric.Name == name).GetMetricPoints())
        {
            var tags = new Dictionary<string, object?>();
            foreach (var tag in point.Tags)
                tags[tag.Key] = tag.Value;
            if (attributes.All(attribute => Equals(tags.GetValueOrDefault(attribute.Key), attribute.Value)))
                sum += point.GetSumLong();
        }
        return sum;
    }
}
