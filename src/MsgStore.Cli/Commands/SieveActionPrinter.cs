using MsgStore.Cli.Output;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Cli.Commands;

/// <summary>Shows what a script asks for, one action a line.</summary>
internal static class SieveActionPrinter
{
    public static void Write(Printer printer, SieveResult result)
    {
        if (result.Error is { } error)
            printer.Write($"error at {SafeText.Of(error.ToString())}", new { Error = error.Message, Script = error.ScriptName, error.Position.Line, error.Position.Column });
        foreach (var action in result.Effective)
            printer.Write(SafeText.Of(Text(action) + (ReferenceEquals(action, result.ImplicitKeep) ? " (implicit)" : "")), Document(action, result));
    }

    private static string Text(SieveAction action) => Kind(action) + (Target(action) is { } target ? $" \"{target}\"" : "")
        + (action is SieveStoreAction { Flags: { IsEmpty: false } flags } ? $" with {string.Join(' ', flags)}" : "")
        + (action.Message is null ? "" : ", message changed");

    private static object Document(SieveAction action, SieveResult result) => new
    {
        Action = Kind(action),
        Target = Target(action),
        Flags = action is SieveStoreAction store ? store.Flags : [],
        Changed = action.Message is not null,
        Implicit = ReferenceEquals(action, result.ImplicitKeep),
    };

    private static string Kind(SieveAction action) => action switch
    {
        RejectAction { IsEreject: true } => "ereject",
        _ => action.GetType().Name.Replace("Action", "", StringComparison.Ordinal).ToLowerInvariant(),
    };

    private static string? Target(SieveAction action) => action switch
    {
        FileIntoAction file => file.Mailbox,
        RedirectAction redirect => redirect.Address,
        RejectAction reject => reject.Reason,
        VacationAction vacation => vacation.Reason,
        NotifyAction notify => notify.Method,
        _ => null,
    };
}
