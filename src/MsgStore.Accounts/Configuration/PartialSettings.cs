using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Configuration;

/// <summary>What one file says; <see langword="null"/> where it is silent.</summary>
internal sealed record PartialSettings
{
    public static PartialSettings Silent { get; } = new();

    public long? MaxMessageSize { get; set; }

    public DomainRecipientRejection? RecipientRejection { get; set; }

    public int? MaxSendsPerHour { get; set; }

    /// <summary>Empty for no delimiter.</summary>
    public string? Delimiter { get; set; }

    public LocalPartFolding? Folding { get; set; }

    public ImmutableDictionary<string, ImmutableArray<EmailAddress>>? Forwards { get; set; }

    /// <summary>Lays files over each other, the weakest first.</summary>
    /// <param name="defaults">The base file.</param>
    /// <param name="layers">The domain's own.</param>
    /// <remarks>A domain that has forwards of its own, even none, has none of the base; its own are merged address by address.</remarks>
    public static DomainSettings Merge(PartialSettings defaults, params ReadOnlySpan<PartialSettings> layers)
    {
        var sum = defaults with { Forwards = null };
        foreach (var layer in layers)
            sum = sum.Over(layer);
        var folding = sum.Folding ?? LocalPartFolding.LowerCase;
        return new DomainSettings
        {
            MaxMessageSizeInOctets = sum.MaxMessageSize is > 0 ? sum.MaxMessageSize : null,
            RecipientRejection = sum.RecipientRejection,
            MaxSendsPerHour = sum.MaxSendsPerHour is > 0 ? sum.MaxSendsPerHour : null,
            SubaddressDelimiter = sum.Delimiter switch { null => Subaddress.DefaultDelimiter, "" => null, var text => text[0] },
            Folding = folding,
            Forwards = Fold(sum.Forwards ?? defaults.Forwards, folding),
        };
    }

    private PartialSettings Over(PartialSettings upper) => new()
    {
        MaxMessageSize = upper.MaxMessageSize ?? MaxMessageSize,
        RecipientRejection = upper.RecipientRejection ?? RecipientRejection,
        MaxSendsPerHour = upper.MaxSendsPerHour ?? MaxSendsPerHour,
        Delimiter = upper.Delimiter ?? Delimiter,
        Folding = upper.Folding ?? Folding,
        Forwards = upper.Forwards is null ? Forwards : (Forwards ?? ImmutableDictionary<string, ImmutableArray<EmailAddress>>.Empty).SetItems(upper.Forwards),
    };

    private static ImmutableDictionary<string, ImmutableArray<EmailAddress>> Fold(
        ImmutableDictionary<string, ImmutableArray<EmailAddress>>? forwards, LocalPartFolding folding)
    {
        var folded = ImmutableDictionary.CreateBuilder<string, ImmutableArray<EmailAddress>>(StringComparer.Ordinal);
        // An entry without targets switches off one that a weaker file has.
        foreach (var (localPart, targets) in forwards ?? folded.ToImmutable())
            if (!targets.IsEmpty)
                folded[folding == LocalPartFolding.LowerCase ? localPart.ToLowerInvariant() : localPart] = targets;
        return folded.ToImmutable();
    }
}
