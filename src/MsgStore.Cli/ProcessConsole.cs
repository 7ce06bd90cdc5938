using System.Collections;
using System.Security.Cryptography;
using System.Text;

namespace MsgStore.Cli;

/// <summary>The console of the process itself.</summary>
internal static class ProcessConsole
{
    private const int MaxSecretCharacters = 1024;

    public static ToolConsole Open() => new()
    {
        Input = Console.OpenStandardInput(),
        Output = Console.OpenStandardOutput(),
        Error = Console.Error,
        IsErrorTerminal = !Console.IsErrorRedirected,
        IsOutputTerminal = !Console.IsOutputRedirected,
        Environment = Variables(),
        Folder = Directory.GetCurrentDirectory(),
        AskSecret = Console.IsInputRedirected ? null : AskSecret,
    };

    /// <summary>The name the program was called by, which a symbolic link may have changed; the runtime itself does not tell.</summary>
    public static string ProgramName()
    {
        try
        {
            var line = File.ReadAllText("/proc/self/cmdline");
            return Path.GetFileName(line[..Math.Max(0, line.IndexOf('\0', StringComparison.Ordinal))]);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            if (entry is { Key: string key, Value: string value })
                variables[key] = value;
        return variables;
    }

    private static byte[] AskSecret(string prompt)
    {
        Console.Error.Write(prompt);
        var characters = new char[MaxSecretCharacters];
        var length = 0;
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                length = Math.Max(0, length - 1);
            else if (!char.IsControl(key.KeyChar) && length < characters.Length)
                characters[length++] = key.KeyChar;
        }
        Console.Error.WriteLine();
        var octets = Encoding.UTF8.GetBytes(characters, 0, length);
        CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(characters.AsSpan()));
        return octets;
    }
}
