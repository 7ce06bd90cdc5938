using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>reject and ereject (RFC 5429).</summary>
internal sealed class RejectExtension(string name) : ISieveExtension
{
    public string Name => name;

    public void Register(SieveLanguageBuilder language) => language.AddCommand(new(name, binding =>
    {
        var reason = binding.String(0);
        return run => BaseActions.Add(run, new RejectAction(reason.Get(run), IsEreject: name == "ereject"), binding.Modifiers);
    })
    { Arguments = [SieveArgumentKind.String] });
}
