using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Svtest;

/// <summary>vnd.dovecot.debug: debug_log, which some scripts of the dialect use. What it says goes nowhere.</summary>
internal sealed class DebugExtension : ISieveExtension
{
    public string Name => "vnd.dovecot.debug";

    public void Register(SieveLanguageBuilder language) =>
        language.AddCommand(new("debug_log", _ => _ => SieveFlow.Next) { Arguments = [SieveArgumentKind.String] });
}
