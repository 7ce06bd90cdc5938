namespace MsgStore.Sieve.Extensions;

/// <summary>The envelope parts beyond addresses, and the extension each comes with (RFC 6009 §3, §4).</summary>
internal static class EnvelopeItems
{
    public static string? CapabilityOf(string part) => part switch
    {
        "notify" or "orcpt" or "ret" or "envid" => "envelope-dsn",
        "bytimeabsolute" or "bytimerelative" or "bymode" or "bytrace" => "envelope-deliverby",
        _ => null,
    };
}
