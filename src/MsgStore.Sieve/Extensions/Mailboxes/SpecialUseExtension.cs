using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>special-use (RFC 8579): specialuse_exists and <c>:specialuse</c>.</summary>
internal sealed class SpecialUseExtension : ISieveExtension
{
    /// <summary>The group of tags that name a mailbox by something else than its name.</summary>
    public const string TagGroup = "chosen mailbox";

    public string Name => "special-use";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddTest(new("specialuse_exists", Exists) { Arguments = [SieveArgumentKind.String, SieveArgumentKind.StringList], OptionalArguments = 1 });
        language.AddTag(new("specialuse") { Value = SieveArgumentKind.String, Group = TagGroup, Modify = Modify }, "fileinto");
    }

    /// <summary>Makes an action prefer the mailbox with a use.</summary>
    public static SieveActionModifier Modify(SieveBinding binding)
    {
        var use = binding.TagString("specialuse")!;
        if (use.IsConstant)
            Check(binding, use.Text, binding.PositionOfTag("specialuse"));
        return (run, action) => action is not FileIntoAction file ? action
            : IsUse(use.Get(run)) ? file with { SpecialUse = use.Get(run) }
            : throw run.Error($"\"{use.Get(run)}\" is no special use; they begin with a backslash, as \"\\\\Junk\".");
    }

    private static void Check(SieveBinding binding, string use, Syntax.SievePosition position)
    {
        if (!IsUse(use))
            binding.Error($"\"{use}\" is no special use; they begin with a backslash, as \"\\\\Junk\".", position);
    }

    // RFC 6154 §6: use-attr-ext is a backslash and an atom.
    private static bool IsUse(string use) => use.Length > 1 && use[0] == '\\' && use.Skip(1).All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '$');

    private static SieveTest Exists(SieveBinding binding)
    {
        var uses = binding.Strings(1);
        foreach (var use in uses.Items)
            if (use.IsConstant)
                Check(binding, use.Text, binding.PositionOf(1));
        var mailbox = binding.HasArgument(0) ? binding.String(0) : null;
        return run => uses.Get(run).All(use => Find(run, mailbox?.Get(run), use) is not null);
    }

    private static string? Find(SieveRun run, string? mailbox, string use) =>
        run.Ask((nameof(SpecialUseExtension), mailbox, use), (environment, token) => environment.FindSpecialUseAsync(mailbox, use, token));
}
