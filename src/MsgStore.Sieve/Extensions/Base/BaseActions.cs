using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>keep, discard, redirect and stop (RFC 5228 §3.3, §4.2 to §4.4).</summary>
internal static class BaseActions
{
    public static void Register(SieveLanguageBuilder language)
    {
        language.AddCommand(new("stop", _ => _ => SieveFlow.Stop));
        language.AddCommand(new("keep", Keep));
        language.AddCommand(new("discard", _ => run => Add(run, new DiscardAction(), [])));
        language.AddCommand(new("redirect", Redirect) { Arguments = [SieveArgumentKind.String] });
    }

    /// <summary>Adds an action after what the tags of its command make of it.</summary>
    public static SieveFlow Add(SieveRun run, SieveAction action, IEnumerable<SieveActionModifier> modifiers)
    {
        foreach (var modifier in modifiers)
            action = modifier(run, action);
        run.Actions.Add(action);
        return SieveFlow.Next;
    }

    /// <summary>Reads an address as it may stand in a script: with or without display name.</summary>
    public static bool TryReadAddress(string text, out string address)
    {
        address = "";
        if (!OctetText.IsUtf8(text) || !MailAddressList.TryParseSingle(text, out var parsed) || !EmailAddress.TryCreate(parsed.LocalPart!, parsed.Domain!, out var valid))
            return false;
        address = valid.ToString();
        return true;
    }

    private static SieveStatement Keep(SieveBinding binding)
    {
        var modifiers = binding.Modifiers;
        return run => Add(run, new KeepAction(), modifiers);
    }

    private static SieveStatement Redirect(SieveBinding binding)
    {
        var text = binding.String(0);
        var modifiers = binding.Modifiers;
        if (++binding.State<RedirectCount>().Value > binding.Options.MaxRedirects)
            binding.Warning($"A message is redirected to {binding.Options.MaxRedirects} addresses at most; this one may be too many.");
        if (binding.HasTag("list"))
            return run => Add(run, new RedirectAction(text.Get(run)) { IsList = true }, modifiers);
        if (text.IsConstant && !TryReadAddress(text.Text, out _))
            binding.Error($"\"{text.Text}\" is no address.", binding.PositionOf(0));
        return run => TryReadAddress(text.Get(run), out var address)
            ? Add(run, new RedirectAction(address), modifiers)
            : throw run.Error($"\"{text.Get(run)}\" is no address to redirect to.");
    }

    // Commands so far in the script.
    private sealed class RedirectCount
    {
        public int Value { get; set; }
    }
}
