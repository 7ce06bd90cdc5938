using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>envelope (RFC 5228 §5.4). Parts of other extensions come from <see cref="SieveEnvelope.Items"/>.</summary>
internal sealed class EnvelopeExtension : ISieveExtension
{
    public string Name => "envelope";

    public void Register(SieveLanguageBuilder language) => language.AddTest(new("envelope", Envelope)
    {
        Arguments = [SieveArgumentKind.StringList, SieveArgumentKind.StringList],
        TakesMatching = true,
        TakesAddressPart = true,
    });

    private static SieveTest Envelope(SieveBinding binding)
    {
        var parts = binding.Strings(0);
        foreach (var part in parts.Items)
            if (part.IsConstant)
                Check(binding, part.Text);
        var matcher = binding.Matcher(binding.Strings(1));
        var addressPart = binding.AddressPart;
        var zone = DateExtension.ZoneOf(binding);
        return run => matcher.Matches(run, [.. parts.Get(run).SelectMany(part => Values(addressPart, run, part, zone))]);
    }

    private static void Check(SieveBinding binding, string part)
    {
        var name = part.ToLowerInvariant();
        if (name is "from" or "to" or "auth" or "orig_to")
            return;
        var capability = EnvelopeItems.CapabilityOf(name);
        if (capability is null)
            binding.Error($"There is no envelope part \"{part}\"; there are \"from\" and \"to\".", binding.PositionOf(0));
        else if (!binding.Has(capability))
            binding.Error($"The envelope part \"{part}\" needs: require \"{capability}\";", binding.PositionOf(0));
        else if (binding.AddressPart is { } asked)
            binding.Error($"The envelope part \"{part}\" holds no address; ':{asked.Name}' cannot be used with it.", binding.PositionOf(0));
    }

    private static IEnumerable<string> Values(SieveAddressPart? addressPart, SieveRun run, string part, SieveString? zone) => part.ToLowerInvariant() switch
    {
        "from" => AddressValue(addressPart, run, run.Envelope.From),
        "to" => AddressValue(addressPart, run, run.Envelope.To),
        "orig_to" => AddressValue(addressPart, run, run.Envelope.OriginalTo ?? run.Envelope.To),
        "auth" => run.Envelope.AuthenticatedUser is { } user ? [user] : [],
        var name when addressPart is not null && EnvelopeItems.CapabilityOf(name) is not null =>
            throw run.Error($"The envelope part \"{part}\" holds no address; ':{addressPart.Name}' cannot be used with it."),
        "bytimeabsolute" => EnvelopeItems.Times(run, part, zone),
        var name => run.Envelope.Items.TryGetValue(name, out var values) ? values : [],
    };

    // The null reverse-path is the empty string, whichever part is asked for (RFC 5228 §5.4).
    private static IEnumerable<string> AddressValue(SieveAddressPart? part, SieveRun run, string path)
    {
        if (path.Length == 0)
            return [""];
        // A local part alone stands for itself; what is no path has no parts.
        if (!MailAddressList.TryParseSingle($"<{path}>", out var address) && address.LocalPart is not { Length: > 0 })
            return [];
        var value = part is not null ? part.Select(address, run.Options) : address.Address;
        return value is null ? [] : [value];
    }
}
