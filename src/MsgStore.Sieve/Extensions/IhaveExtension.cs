using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>ihave (RFC 5463): ihave and error. Its result is known when the script is compiled.</summary>
internal sealed class IhaveExtension : ISieveExtension
{
    public string Name => "ihave";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddTest(new("ihave", Ihave) { Arguments = [SieveArgumentKind.StringList] });
        language.AddCommand(new("error", binding =>
        {
            var message = binding.String(0);
            return run => throw run.Error(message.Get(run));
        })
        { Arguments = [SieveArgumentKind.String] });
    }

    private static SieveTest Ihave(SieveBinding binding)
    {
        var capabilities = binding.Strings(0).Items.Select(item => binding.Constant(item, "A capability")).ToList();
        // These change how strings are read, which was done before this test (RFC 5463 §4).
        if (capabilities.Exists(capability => capability is "variables" or "encoded-character" && !binding.Has(capability)) || !capabilities.All(capability => binding.Scope.IsKnown(capability)))
            return Constants.False;
        foreach (var capability in capabilities)
            if (binding.Scope.Require(capability) is { } problem)
                binding.Error(problem);
        return Constants.True;
    }
}
