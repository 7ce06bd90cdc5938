using System.Globalization;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>The envelope parts beyond addresses, and the extension each comes with (RFC 6009 §4, §5).</summary>
internal static class EnvelopeItems
{
    public static string? CapabilityOf(string part) => part switch
    {
        "notify" or "orcpt" or "ret" or "envid" => "envelope-dsn",
        "bytimeabsolute" or "bytimerelative" or "bymode" or "bytrace" => "envelope-deliverby",
        _ => null,
    };

    /// <summary>Points in time in the zone asked for, else in the local one, so that they compare with <c>currentdate "iso8601"</c> (RFC 6009 §5).</summary>
    public static IEnumerable<string> Times(SieveRun run, string part, SieveString? zone) =>
        run.Envelope.Items.TryGetValue(part.ToLowerInvariant(), out var values)
            ? values.Select(value => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var time) ? DatePart.Format(DateExtension.InZone(run, time, zone), "iso8601")! : value)
            : [];
}
