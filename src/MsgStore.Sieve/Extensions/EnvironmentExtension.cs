using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>environment (RFC 5183).</summary>
internal sealed class EnvironmentExtension : ISieveExtension
{
    public string Name => "environment";

    public void Register(SieveLanguageBuilder language) => language.AddTest(new("environment", Environment)
    {
        Arguments = [SieveArgumentKind.String, SieveArgumentKind.StringList],
        TakesMatching = true,
    });

    private static SieveTest Environment(SieveBinding binding)
    {
        var name = binding.String(0);
        var matcher = binding.Matcher(binding.Strings(1));
        return run =>
        {
            var item = name.Get(run).ToLowerInvariant();
            var value = run.Ask((nameof(EnvironmentExtension), item), (environment, token) => environment.GetItemAsync(item, token)) ?? Default(item);
            // An item that is not known matches nothing; it is not the empty string (§4).
            return value is not null && matcher.Matches(run, [value]);
        };
    }

    private static string? Default(string item) => item switch
    {
        "name" => "MsgStore",
        "version" => typeof(EnvironmentExtension).Assembly.GetName().Version?.ToString(3),
        "location" => "MDA",
        "phase" => "during",
        _ => null,
    };
}
