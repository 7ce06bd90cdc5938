namespace MsgStore.Protocols.Dns;

/// <summary>Which name servers are asked, and how patiently.</summary>
public sealed class DnsOptions
{
    /// <summary>The servers, in the order to try: addresses, with a port where it is not 53. Empty: those of <see cref="ResolverFile"/>.</summary>
    public IList<string> Servers { get; } = [];

    /// <summary>The file of resolv.conf(5) that names the servers where none are given. It is read again when it changes.</summary>
    public string ResolverFile { get; set; } = "/etc/resolv.conf";

    /// <summary>How long one server has to answer. Default: 5 seconds.</summary>
    [TimeSpanRange(1, 60)] public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often each server is asked. Default: 2.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 10)] public int Attempts { get; set; } = 2;

    /// <summary>How many answers are kept until their time is over. Default: 4096; 0 keeps none.</summary>
    [System.ComponentModel.DataAnnotations.Range(0, 1_000_000)] public int CacheEntries { get; set; } = 4096;

    /// <summary>The longest an answer is kept, whatever it says. Default: one hour.</summary>
    [TimeSpanRange(0, 86_400)] public TimeSpan MaxCacheTime { get; set; } = TimeSpan.FromHours(1);
}
