using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>envelope-dsn (RFC 6009 §4): the envelope parts notify, orcpt, ret and envid.</summary>
internal sealed class EnvelopeDsnExtension : ISieveExtension
{
    public string Name => "envelope-dsn";

    public void Register(SieveLanguageBuilder language)
    {
        // The parts are values of SieveEnvelope.Items; EnvelopeItems says which capability each needs.
    }
}

/// <summary>envelope-deliverby (RFC 6009 §5): the envelope parts bytimeabsolute, bytimerelative, bymode and bytrace.</summary>
internal sealed class EnvelopeDeliverByExtension : ISieveExtension
{
    public string Name => "envelope-deliverby";

    // The parts themselves are as those of envelope-dsn. The zone is that of bytimeabsolute.
    public void Register(SieveLanguageBuilder language) => language.AddTag(new("zone") { Value = SieveArgumentKind.String }, "envelope");
}

/// <summary>redirect-dsn (RFC 6009 §6): <c>:notify</c> and <c>:ret</c> of redirect.</summary>
internal sealed class RedirectDsnExtension : ISieveExtension
{
    private static readonly string[] Conditions = ["SUCCESS", "FAILURE", "DELAY"];

    public string Name => "redirect-dsn";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddTag(new("notify") { Value = SieveArgumentKind.String, Modify = binding => Parameter(binding, "notify", "NOTIFY", IsNotify) }, "redirect");
        language.AddTag(new("ret") { Value = SieveArgumentKind.String, Modify = binding => Parameter(binding, "ret", "RET", value => value is "FULL" or "HDRS") }, "redirect");
    }

    private static bool IsNotify(string value) => value == "NEVER" || value.Split(',').All(condition => Conditions.Contains(condition));

    private static SieveActionModifier Parameter(SieveBinding binding, string tag, string name, Func<string, bool> isValid)
    {
        var text = binding.TagString(tag)!;
        if (text.IsConstant && !isValid(text.Text.ToUpperInvariant()))
            binding.Error($"\"{text.Text}\" is no value of ':{tag}' (RFC 3461).", binding.PositionOfTag(tag));
        return (run, action) =>
        {
            var value = text.Get(run).ToUpperInvariant();
            if (!isValid(value))
                throw run.Error($"\"{value}\" is no value of ':{tag}'.");
            return action is RedirectAction redirect ? redirect with { Parameters = redirect.Parameters.SetItem(name, value) } : action;
        };
    }
}

/// <summary>redirect-deliverby (RFC 6009 §7): <c>:bytimerelative</c>, <c>:bytimeabsolute</c>, <c>:bymode</c> and <c>:bytrace</c> of redirect.</summary>
internal sealed class RedirectDeliverByExtension : ISieveExtension
{
    public string Name => "redirect-deliverby";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddTag(new("bytimerelative") { Value = SieveArgumentKind.Number, Group = "by time", Modify = Relative }, "redirect");
        language.AddTag(new("bytimeabsolute") { Value = SieveArgumentKind.String, Group = "by time", Modify = Absolute }, "redirect");
        language.AddTag(new("bymode") { Value = SieveArgumentKind.String, Check = CheckMode }, "redirect");
        language.AddTag(new("bytrace") { Check = binding => NeedsTime(binding, "bytrace") }, "redirect");
    }

    // A mode and a trace belong to a time (§7).
    private static void NeedsTime(SieveBinding binding, string tag)
    {
        if (!binding.HasTag("bytimerelative") && !binding.HasTag("bytimeabsolute"))
            binding.Error($"':{tag}' stands only beside ':bytimerelative' or ':bytimeabsolute'.");
    }

    private static void CheckMode(SieveBinding binding)
    {
        NeedsTime(binding, "bymode");
        if (Mode(binding) is not ("N" or "R"))
            binding.Error("':bymode' is \"notify\" or \"return\".", binding.PositionOfTag("bymode"));
    }

    // A message that is late comes back unless the script says otherwise (§7).
    private static string Mode(SieveBinding binding) => binding.TagString("bymode")?.Text.ToUpperInvariant() switch { null or "RETURN" => "R", "NOTIFY" => "N", _ => "" };

    private static SieveActionModifier Relative(SieveBinding binding)
    {
        var seconds = binding.TagNumber("bytimerelative") ?? 0;
        return By(binding, _ => seconds);
    }

    private static SieveActionModifier Absolute(SieveBinding binding)
    {
        var time = binding.TagString("bytimeabsolute")!;
        if (time.IsConstant && !IsoTime.TryParse(time.Text, out _))
            binding.Error($"\"{time.Text}\" is no time; it is written as \"2026-05-02T22:00:00+02:00\".", binding.PositionOfTag("bytimeabsolute"));
        return By(binding, run => IsoTime.TryParse(time.Get(run), out var at)
            ? (long)(at - run.Now).TotalSeconds
            : throw run.Error($"\"{time.Get(run)}\" is no time."));
    }

    // RFC 2852 §4: seconds, mode, and T for a trace.
    private static SieveActionModifier By(SieveBinding binding, Func<SieveRun, long> seconds)
    {
        var suffix = Mode(binding) + (binding.HasTag("bytrace") ? "T" : "");
        return (run, action) => action is RedirectAction redirect ? redirect with { Parameters = redirect.Parameters.SetItem("BY", $"{seconds(run)};{suffix}") } : action;
    }
}
