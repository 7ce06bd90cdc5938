using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace MsgStore.Sieve.Cases;

/// <summary>Reads case files.</summary>
public static class SieveCaseFile
{
    private static readonly string[] Outcomes = ["actions", "error", "compiles"];
    private static readonly string[] Kinds = ["keep", "fileinto", "redirect", "discard", "reject", "ereject", "vacation", "notify"];

    /// <summary>Reads a file.</summary>
    /// <param name="json">Its octets.</param>
    /// <returns>The cases in their order.</returns>
    /// <exception cref="SieveCaseFormatException">The file is not of the form; the message names the case and the member.</exception>
    public static ImmutableArray<SieveCase> Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("cases", out var list) || list.ValueKind != JsonValueKind.Array)
                throw new SieveCaseFormatException("The file is no object with a list \"cases\".");
            var names = new HashSet<string>(StringComparer.Ordinal);
            return [.. list.EnumerateArray().Select((element, index) => Read(element, index, names))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new SieveCaseFormatException($"The file is no JSON: {exception.Message}");
        }
    }

    private static SieveCase Read(JsonElement element, int index, HashSet<string> names)
    {
        var reader = new CaseReader($"case {index + 1}", element);
        var name = reader.Text("name") ?? throw reader.Wrong("name", "is missing");
        if (name.Length == 0 || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            throw reader.Wrong("name", "must be printable and without blanks");
        if (!names.Add(name))
            throw reader.Wrong("name", $"\"{name}\" stands twice");
        reader = new CaseReader($"case {name}", element);
        var envelope = reader.Member("envelope");
        return new SieveCase
        {
            Name = name,
            Script = reader.Text("script") ?? throw reader.Wrong("script", "is missing"),
            Message = Message(reader),
            From = envelope?.Text("from") ?? "",
            To = envelope?.Text("to") ?? "",
            Includes = reader.Member("includes")?.Texts() ?? ImmutableDictionary<string, string>.Empty,
            Expected = Expectation(reader.Member("expected") ?? throw reader.Wrong("expected", "is missing")),
        };
    }

    private static ReadOnlyMemory<byte>? Message(CaseReader reader)
    {
        if (!reader.Has("message"))
            throw reader.Wrong("message", "is missing; null means that the script is only compiled");
        if (reader.Text("message") is not { } text)
            return null;
        var lines = text.ReplaceLineEndings("\r\n");
        switch (reader.Text("messageEncoding"))
        {
            case null:
                return Encoding.UTF8.GetBytes(lines);
            case "latin1" when lines.All(c => c <= '\xFF'):
                return Encoding.Latin1.GetBytes(lines);
            case "base64":
                var octets = new byte[text.Length];
                return Convert.TryFromBase64String(text, octets, out var length) ? octets.AsMemory(0, length) : throw reader.Wrong("message", "is no base64");
            default:
                throw reader.Wrong("messageEncoding", "must be \"latin1\" with characters up to U+00FF, or \"base64\"");
        }
    }

    private static SieveExpectation Expectation(CaseReader reader)
    {
        var kinds = Outcomes.Where(reader.Has).ToList();
        if (kinds.Count != 1)
            throw reader.Wrong("expected", "has exactly one of \"actions\", \"error\" and \"compiles\"");
        if (kinds[0] != "actions")
            return reader.IsTrue(kinds[0]) ? new() { Error = kinds[0] == "error", Compiles = kinds[0] == "compiles" } : throw reader.Wrong(kinds[0], "must be true");
        return new() { Actions = [.. reader.Items("actions").Select(Action)] };
    }

    private static SieveExpectedAction Action(CaseReader reader)
    {
        var kind = reader.Text("action") ?? throw reader.Wrong("action", "is missing");
        if (!Kinds.Contains(kind))
            throw reader.Wrong("action", $"\"{kind}\" is none of {string.Join(", ", Kinds)}");
        var target = kind switch { "fileinto" => reader.Text("mailbox"), "redirect" => reader.Text("address"), _ => null };
        return new(kind, target, reader.Has("flags") ? [.. reader.Items("flags").Select(flag => flag.Value())] : []);
    }
}
