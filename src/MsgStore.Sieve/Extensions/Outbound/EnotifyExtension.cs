using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>enotify (RFC 5435): notify, valid_notify_method, notify_method_capability and <c>:encodeurl</c>.</summary>
internal sealed class EnotifyExtension : ISieveExtension
{
    public string Name => "enotify";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddCommand(new("notify", Notify)
        {
            Arguments = [SieveArgumentKind.String],
            Tags =
            [
                new("from") { Value = SieveArgumentKind.String },
                new("importance") { Value = SieveArgumentKind.String },
                new("options") { Value = SieveArgumentKind.StringList },
                new("message") { Value = SieveArgumentKind.String },
            ],
        });
        language.AddTest(new("valid_notify_method", binding =>
        {
            var methods = binding.Strings(0);
            return run => methods.Get(run).All(method => IsValid(run, method));
        })
        { Arguments = [SieveArgumentKind.StringList] });
        language.AddTest(new("notify_method_capability", Capability)
        {
            Arguments = [SieveArgumentKind.String, SieveArgumentKind.String, SieveArgumentKind.StringList],
            TakesMatching = true,
        });
        language.AddTag(VariableModifier.All.First(modifier => modifier.Name == "encodeurl").ToTag(), "set");
    }

    private static bool IsValid(SieveRun run, string method) => Online(run, method) is not null;

    private static string? Online(SieveRun run, string method)
    {
        if (MailtoUri.IsMailto(method) && !MailtoUri.TryParse(method, out _, out _) || !IsUri(method) || !IsKnown(run.Options, method))
            return null;
        return run.Ask((nameof(EnotifyExtension), method), (environment, token) => environment.GetNotifyOnlineAsync(method, token));
    }

    private static bool IsKnown(SieveOptions options, string method) =>
        method.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && options.NotifySchemes.Contains(method[..colon].ToLowerInvariant());

    // A scheme, a colon and something after it (RFC 3986 §3), without blanks.
    private static bool IsUri(string method) => method.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < method.Length - 1
        && char.IsAsciiLetter(method[0]) && method[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.') && !method.Any(c => c is <= ' ' or '\x7F');

    private static SieveTest Capability(SieveBinding binding)
    {
        var (method, capability) = (binding.String(0), binding.String(1));
        var matcher = binding.Matcher(binding.Strings(2));
        var knowsFcc = binding.Has("fcc");
        return run =>
        {
            var uri = method.Get(run);
            // "online" is defined by RFC 5435 §5 and "fcc" by RFC 8580 §6.1; an unknown method or capability matches nothing.
            var value = capability.Get(run).ToLowerInvariant() switch
            {
                "online" => Online(run, uri),
                "fcc" when knowsFcc => !IsKnown(run.Options, uri) ? null : MailtoUri.IsMailto(uri) ? "yes" : "no",
                _ => null,
            };
            return value is not null && matcher.Matches(run, [value]);
        };
    }

    private static SieveStatement Notify(SieveBinding binding)
    {
        var method = binding.String(0);
        if (method.IsConstant)
            CheckMethod(binding, method.Text);
        var (from, importance, message) = (binding.TagString("from"), binding.TagString("importance"), binding.TagString("message"));
        if (importance is { IsConstant: true } && importance.Text is not ("1" or "2" or "3"))
            binding.Error("':importance' is \"1\", \"2\" or \"3\".", binding.PositionOfTag("importance"));
        if (from is { IsConstant: true } && method.IsConstant && MailtoUri.IsMailto(method.Text) && !BaseActions.TryReadAddress(from.Text, out _))
            binding.Error($"\"{from.Text}\" is no address.", binding.PositionOfTag("from"));
        var options = binding.TagStrings("options");
        foreach (var option in options?.Items ?? [])
            if (option.IsConstant && option.Text.IndexOf('=', StringComparison.Ordinal) <= 0)
                binding.Error($"\"{option.Text}\" is no option of the form name=value.", binding.PositionOfTag("options"));
        var fcc = FccExtension.Of(binding);
        return run =>
        {
            var uri = method.Get(run);
            if (!IsValid(run, uri))
                throw run.Error($"\"{uri}\" is no method of notification that is known here.");
            var copy = fcc(run);
            if (copy is not null && !MailtoUri.IsMailto(uri))
                throw run.Error($"No copy can be filed of the notification \"{uri}\"; that goes with 'mailto:' (RFC 8580).");
            return BaseActions.Add(run, new NotifyAction(uri)
            {
                Importance = importance?.Get(run) is ['1' or '2' or '3'] level ? level[0] - '0' : 2,
                From = from?.Get(run),
                Text = message?.Get(run),
                MethodOptions = options?.Get(run) ?? [],
                Fcc = copy,
                PreservesKeep = true,
            }, binding.Modifiers);
        };
    }

    private static void CheckMethod(SieveBinding binding, string method)
    {
        if (MailtoUri.IsMailto(method) && !MailtoUri.TryParse(method, out _, out var problem))
            binding.Error(problem, binding.PositionOf(0));
        else if (!IsUri(method))
            binding.Error($"\"{method}\" is no URI, as \"mailto:alice@example.com\" is.", binding.PositionOf(0));
        else if (!IsKnown(binding.Options, method))
            FailUnknown(binding, method);
    }

    // An error of the run (RFC 5435 §3.2): a script may ask 'valid_notify_method' first. One that asks nothing fails with every message.
    private static void FailUnknown(SieveBinding binding, string method)
    {
        var problem = $"Notifications go by {string.Join(", ", binding.Options.NotifySchemes)} here, not by \"{method[..method.IndexOf(':', StringComparison.Ordinal)]}\".";
        if (binding.Scope.IsConditional)
            binding.Warning(problem, binding.PositionOf(0));
        else
            binding.Error(problem, binding.PositionOf(0));
    }
}
