using System.Text;

namespace MsgStore.Cli;

/// <summary>Everything a command sees of the process it runs in.</summary>
internal sealed class ToolConsole : IAsyncDisposable
{
    public required Stream Input { get; init; }

    /// <summary>Takes raw octets; what was written to <see cref="Out"/> has to be flushed before.</summary>
    public required Stream Output { get; init; }

    public required TextWriter Error { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The folder relative paths start from.</summary>
    public required string Folder { get; init; }

    /// <summary>Asks a person for a secret without echo; <see langword="null"/> where nobody is there to ask. The caller zeroes the octets.</summary>
    public Func<string, byte[]>? AskSecret { get; init; }

    /// <summary>Whether a person sees <see cref="Error"/> as it is written.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Whether a person sees <see cref="Out"/> as it is written.</summary>
    public bool IsOutputTerminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public TextWriter Out => field ??= new StreamWriter(Output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };

    /// <summary>A variable's value; <see langword="null"/> where it is missing or empty.</summary>
    public string? Variable(string name) => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Makes a path of the command line absolute.</summary>
    public string Absolute(string path) => Path.GetFullPath(path, Folder);

    public async ValueTask DisposeAsync()
    {
        await Out.FlushAsync().ConfigureAwait(false);
        await Error.FlushAsync().ConfigureAwait(false);
    }
}
