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
        if (MailtoUri.IsMailto(method) && !MailtoUri.TryParse(method, out _, out _) || !Uri.TryCreate(method, UriKind.Absolute, out var uri))
            return null;
        return run.Ask((nameof(EnotifyExtension), method), (environment, token) => environment.GetNotifyOnlineAsync(uri, token));
    }

    private static SieveTest Capability(SieveBinding binding)
    {
        var (method, capability) = (binding.String(0), binding.String(1));
        var matcher = binding.Matcher(binding.Strings(2));
        // Only "online" is defined (RFC 5435 §5); an unknown method or capability matches nothing.
        return run => capability.Get(run).Equals("online", StringComparison.OrdinalIgnoreCase)
            && Online(run, method.Get(run)) is { } online && matcher.Matches(run, [online]);
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
        var fcc = FccExtension.Of(binding);
        return run =>
        {
            var uri = method.Get(run);
            if (!IsValid(run, uri))
                throw run.Error($"\"{uri}\" is no method of notification that is known here.");
            return BaseActions.Add(run, new NotifyAction(uri)
            {
                Importance = importance?.Get(run) is ['1' or '2' or '3'] level ? level[0] - '0' : 2,
                From = from?.Get(run),
                Text = message?.Get(run),
                MethodOptions = options?.Get(run) ?? [],
                Fcc = fcc(run),
                PreservesKeep = true,
            }, binding.Modifiers);
        };
    }

    private static void CheckMethod(SieveBinding binding, string method)
    {
        if (MailtoUri.IsMailto(method) && !MailtoUri.TryParse(method, out _, out var problem))
            binding.Error(problem, binding.PositionOf(0));
        else if (!Uri.TryCreate(method, UriKind.Absolute, out _))
            binding.Error($"\"{method}\" is no URI, as \"mailto:alice@example.com\" is.", binding.PositionOf(0));
    }
}
