using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MsgStore.Cli.Output;

/// <summary>Writes a command's result, for people or as JSON.</summary>
/// <param name="console">Where it goes.</param>
/// <param name="isJson">Whether as JSON.</param>
internal sealed class Printer(ToolConsole console, bool isJson)
{
    // Mail is read on terminals and by programs, never as part of a web page.
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public bool IsJson { get; } = isJson;

    /// <summary>Writes a line for people and a document for programs, whichever was asked for.</summary>
    public void Write(string text, object document) => console.Out.WriteLine(IsJson ? Serialize(document) : text);

    /// <summary>Writes a document on a line of its own.</summary>
    public void WriteJson(object document) => console.Out.WriteLine(Serialize(document));

    /// <summary>Writes a table for people, with nothing but its rows where there are no headings.</summary>
    public void WriteTable(IReadOnlyList<Column> columns, IEnumerable<string[]> rows)
    {
        foreach (var line in Table.Lines(columns, rows))
            console.Out.WriteLine(line);
    }

    public void WriteLine(string text) => console.Out.WriteLine(text);

    /// <summary>Hands on what was written, for who reads along.</summary>
    public Task FlushAsync() => console.Out.FlushAsync();

    // The encoder escapes controls, but not what turns the writing direction. Such characters stand in strings only, where an escape says the same.
    private static string Serialize(object document)
    {
        var text = JsonSerializer.Serialize(document, Json);
        return SafeText.IsSafe(text) ? text : string.Concat(text.EnumerateRunes().Select(rune => SafeText.IsHarmful(rune) ? Escape(rune) : rune.ToString()));
    }

    private static string Escape(Rune rune) => string.Concat(rune.ToString().Select(unit => $"\\u{(int)unit:x4}"));
}
