using System.ComponentModel.DataAnnotations;

namespace MsgStore.Pipeline;

/// <summary>Limits of alias expansion.</summary>
public sealed class RoutingOptions
{
    /// <summary>The section of a configuration that hosts read them from.</summary>
    public const string SectionName = "Routing";

    /// <summary>Aliases behind aliases at most. Default: 10.</summary>
    [Range(1, 100)] public int MaxAliasDepth { get; set; } = 10;

    /// <summary>Addresses one recipient may expand to at most. Default: 1,000.</summary>
    [Range(1, 100_000)] public int MaxExpansion { get; set; } = 1000;
}
