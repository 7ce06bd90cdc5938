using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>vacation (RFC 5230).</summary>
internal sealed class VacationExtension : ISieveExtension
{
    public string Name => "vacation";

    public void Register(SieveLanguageBuilder language) => language.AddCommand(new("vacation", Vacation)
    {
        Arguments = [SieveArgumentKind.String],
        Tags =
        [
            new("days") { Value = SieveArgumentKind.Number, Group = "period" },
            new("subject") { Value = SieveArgumentKind.String },
            new("from") { Value = SieveArgumentKind.String },
            new("addresses") { Value = SieveArgumentKind.StringList },
            new("mime"),
            new("handle") { Value = SieveArgumentKind.String },
        ],
    });

    private static SieveStatement Vacation(SieveBinding binding)
    {
        var reason = binding.String(0);
        var (subject, from, handle) = (binding.TagString("subject"), binding.TagString("from"), binding.TagString("handle"));
        var addresses = binding.TagStrings("addresses");
        CheckAddresses(binding, from, addresses);
        var isMime = binding.HasTag("mime");
        var period = Period(binding);
        var fcc = FccExtension.Of(binding);
        // Without a handle another text is another answer: the text as written, not what variables made of it (RFC 5230 §4.2).
        var kind = $"{subject?.Text}\0{from?.Text}\0{isMime}\0{reason.Text}";
        return run =>
        {
            var sender = from?.Get(run);
            if (sender is not null && !BaseActions.TryReadAddress(sender, out _))
                throw run.Error($"\"{sender}\" is no address.");
            return BaseActions.Add(run, new VacationAction(reason.Get(run))
            {
                Period = period(run.Options.Vacation),
                Subject = subject?.Get(run),
                From = sender,
                Addresses = addresses?.Get(run) ?? [],
                IsMime = isMime,
                Handle = handle?.Get(run) ?? kind,
                Fcc = fcc(run),
                PreservesKeep = true,
            }, binding.Modifiers);
        };
    }

    private static void CheckAddresses(SieveBinding binding, SieveString? from, SieveStringList? addresses)
    {
        if (from is { IsConstant: true } && !BaseActions.TryReadAddress(from.Text, out _))
            binding.Error($"\"{from.Text}\" is no address.", binding.PositionOfTag("from"));
        foreach (var address in addresses?.Items ?? [])
            if (address.IsConstant && !BaseActions.TryReadAddress(address.Text, out _))
                binding.Error($"\"{address.Text}\" is no address.", binding.PositionOfTag("addresses"));
    }

    private static Func<VacationOptions, TimeSpan> Period(SieveBinding binding)
    {
        const long MaxSeconds = 100L * 366 * 86400;
        if (binding.TagNumber("days") is { } days)
            return options => Clamp(options, TimeSpan.FromDays(Math.Min(days, MaxSeconds / 86400)));
        if (binding.TagNumber("seconds") is not { } seconds)
            return options => options.DefaultPeriod;
        return options => Clamp(options, TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds)));
    }

    private static TimeSpan Clamp(VacationOptions options, TimeSpan period) =>
        period < options.MinPeriod ? options.MinPeriod : period > options.MaxPeriod ? options.MaxPeriod : period;
}

/// <summary>vacation-seconds (RFC 6131): <c>:seconds</c>. It brings vacation with it.</summary>
internal sealed class VacationSecondsExtension : ISieveExtension
{
    public string Name => "vacation-seconds";

    public IReadOnlyList<string> Implied => ["vacation"];

    public void Register(SieveLanguageBuilder language) =>
        language.AddTag(new("seconds") { Value = SieveArgumentKind.Number, Group = "period" }, "vacation");
}
