using System.Collections.Frozen;
using MsgStore.Protocols.ManageSieve.Commands;

namespace MsgStore.Protocols.ManageSieve;

/// <summary>Which command is served where (RFC 5804 §2).</summary>
internal static class ManageSieveCommandTable
{
    private static readonly FrozenDictionary<string, ManageSieveCommand> All = new ManageSieveCommand[]
    {
        new("AUTHENTICATE", false, (1, 2), AuthenticateCommand.RunAsync),
        new("STARTTLS", false, (0, 0), SessionCommands.StartTlsAsync),
        new("LOGOUT", null, (0, 0), SessionCommands.LogoutAsync),
        new("CAPABILITY", null, (0, 0), SessionCommands.CapabilityAsync),
        new("NOOP", null, (0, 1), SessionCommands.NoopAsync),
        new("UNAUTHENTICATE", true, (0, 0), SessionCommands.UnauthenticateAsync),
        new("HAVESPACE", true, (2, 2), ScriptCommands.HaveSpaceAsync),
        new("PUTSCRIPT", true, (2, 2), ScriptCommands.PutAsync),
        new("CHECKSCRIPT", true, (1, 1), ScriptCommands.CheckAsync),
        new("LISTSCRIPTS", true, (0, 0), ScriptCommands.ListAsync),
        new("SETACTIVE", true, (1, 1), ScriptCommands.SetActiveAsync),
        new("GETSCRIPT", true, (1, 1), ScriptCommands.GetAsync),
        new("DELETESCRIPT", true, (1, 1), ScriptCommands.DeleteAsync),
        new("RENAMESCRIPT", true, (2, 2), ScriptCommands.RenameAsync),
    }.ToFrozenDictionary(command => command.Verb, StringComparer.Ordinal);

    /// <summary>Finds a command; <see langword="null"/> where there is none of that name.</summary>
    public static ManageSieveCommand? Find(string verb) => All.GetValueOrDefault(verb);
}
