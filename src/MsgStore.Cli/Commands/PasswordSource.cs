using System.CommandLine;
using System.Security.Cryptography;
using System.Text;

namespace MsgStore.Cli.Commands;

/// <summary>Where a new password comes from: never the command line, which others on the machine can read.</summary>
internal sealed class PasswordSource(ToolConsole console)
{
    private const int MaxOctets = 1024;
    private const int GeneratedLength = 20;

    // Without letters and digits that look alike; 20 of 55 signs are 115 bits.
    private const string Signs = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private readonly Option<bool> _fromInput = new("--password-stdin")
    {
        Description = "Read the password from the first line of standard input; where an old one is needed too, from the second.",
    };

    private readonly Option<bool> _generate = new("--generate") { Description = "Make a password and print it, once." };

    private byte[] _secondLine = [];

    public void AddTo(Command command, bool canGenerate = true)
    {
        command.Options.Add(_fromInput);
        if (!canGenerate)
            return;
        command.Options.Add(_generate);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_fromInput) && result.GetValue(_generate))
                result.AddError("--password-stdin and --generate exclude each other.");
        });
    }

    /// <summary>Gets a password in UTF-8. The caller zeroes it.</summary>
    /// <returns>The password, and as text if it was made here and has to be told.</returns>
    /// <exception cref="ToolException">There is none to be had.</exception>
    public async ValueTask<(byte[] Octets, string? Generated)> ReadAsync(ParseResult result, CancellationToken cancellationToken)
    {
        if (result.GetValue(_generate))
        {
            var text = RandomNumberGenerator.GetString(Signs, GeneratedLength);
            return (Encoding.UTF8.GetBytes(text), text);
        }
        var octets = result.GetValue(_fromInput) ? await ReadInputAsync(cancellationToken).ConfigureAwait(false) : Ask();
        return octets.Length > 0 ? (octets, null) : throw new ToolException(ExitCode.Refused, "An empty password is refused.");
    }

    /// <summary>Gets the password that was set before, after the new one. The caller zeroes it.</summary>
    /// <exception cref="ToolException">There is none to be had.</exception>
    public byte[] ReadOld(ParseResult result)
    {
        var octets = result.GetValue(_fromInput) ? _secondLine : AskOnce("Old password: ");
        return octets.Length > 0 ? octets : throw new ToolException(ExitCode.Refused, "The user has keys, which only the old password or --recovery-key opens.");
    }

    /// <summary>Gets a password that is set already. The caller zeroes it.</summary>
    /// <exception cref="ToolException">There is none to be had.</exception>
    public async ValueTask<byte[]> ReadPresentAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var octets = result.GetValue(_fromInput) ? await ReadInputAsync(cancellationToken).ConfigureAwait(false) : AskOnce("Password: ");
        return octets.Length > 0 ? octets : throw new ToolException(ExitCode.Refused, "An empty password is refused.");
    }

    private byte[] AskOnce(string prompt) => console.AskSecret is { } ask
        ? ask(prompt)
        : throw new ToolException(ExitCode.Usage, "Standard input is not a terminal: give the password with --password-stdin.");

    private byte[] Ask()
    {
        if (console.AskSecret is not { } ask)
            throw new ToolException(ExitCode.Usage, "Standard input is not a terminal: give the password with --password-stdin, or have one made with --generate.");
        var first = ask("Password: ");
        var second = ask("Again: ");
        var same = first.AsSpan().SequenceEqual(second);
        CryptographicOperations.ZeroMemory(second);
        if (same)
            return first;
        CryptographicOperations.ZeroMemory(first);
        throw new ToolException(ExitCode.Refused, "The two passwords differ; nothing is changed.");
    }

    private async ValueTask<byte[]> ReadInputAsync(CancellationToken cancellationToken)
    {
        var octets = new byte[(2 * MaxOctets) + 4];
        try
        {
            var length = 0;
            while (length < octets.Length && octets.AsSpan(0, length).Count((byte)'\n') < 2
                && await console.Input.ReadAsync(octets.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var count)
                length += count;
            var rest = octets.AsSpan(0, length);
            var first = TakeLine(ref rest);
            _secondLine = TakeLine(ref rest);
            return first;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    private static byte[] TakeLine(ref Span<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        if (line.EndsWith("\r"u8))
            line = line[..^1];
        return line.Length <= MaxOctets ? line.ToArray() : throw new ToolException(ExitCode.Refused, $"A password has at most {MaxOctets} octets.");
    }
}
