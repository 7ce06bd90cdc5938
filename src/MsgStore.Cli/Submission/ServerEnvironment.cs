namespace MsgStore.Cli.Submission;

/// <summary>The variables Postfix's local(8) and its like set for a delivery command.</summary>
internal static class ServerEnvironment
{
    /// <summary>The sender; <see langword="null"/> where the variable is not set at all. Empty means the null reverse-path.</summary>
    public static string? Sender(ToolConsole console) => console.Environment.GetValueOrDefault("SENDER");

    /// <summary>The recipient: whole, or made of user, extension and domain; <see langword="null"/> where there is none.</summary>
    public static string? Recipient(ToolConsole console)
    {
        if (console.Variable("RECIPIENT") is { } whole)
            return whole;
        if ((console.Variable("USER") ?? console.Variable("LOGNAME")) is not { } user)
            return null;
        var extended = console.Variable("EXTENSION") is { } extension ? $"{user}+{extension}" : user;
        return console.Variable("DOMAIN") is { } domain ? $"{extended}@{domain}" : extended;
    }
}
