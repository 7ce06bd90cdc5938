using System.Reflection;
using System.Text.RegularExpressions;

namespace MsgStore.Architecture.Tests;

/// <summary>A key of the configuration, or a property of options, that a text of the program names.</summary>
/// <param name="File">The file.</param>
/// <param name="Key">The key: <c>Section:Key</c>, or <c>TypeOptions.Property</c>; <c>0</c> stands for what the program puts in.</param>
internal sealed partial record KeyMention(string File, string Key)
{
    // Said of keys as such.
    private static readonly string[] Placeholders = ["Section:Key"];

    /// <summary>Those in the texts of all packages.</summary>
    public static IReadOnlyList<KeyMention> FindAll() =>
    [
        .. Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => System.IO.File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)).SelectMany(line => Text().Matches(line))
                .SelectMany(text => Named().Matches(Hole().Replace(text.Value, "0")))
                .Select(key => new KeyMention(System.IO.Path.GetRelativePath(Repository.Root, file), key.Value)))
            .Where(mention => !Placeholders.Contains(mention.Key, StringComparer.Ordinal)),
    ];

    /// <summary>Whether it can be set: in the section it begins with, or else in one of its own package.</summary>
    public bool CanBeSet(IReadOnlyList<ConfiguredSection> sections)
    {
        if (Key.Split('.') is [var type, var property])
            return Assembly.Load(Package).GetExportedTypes().Concat(sections.Select(section => section.Options))
                .Any(options => options.Name == type && options.GetProperty(property) is not null);
        if (sections.Where(section => IsAt(section.Path)).ToList() is { Count: > 0 } own)
            return own.Any(section => Key.Length == section.Path.Length || IsKnown(section, Key[(section.Path.Length + 1)..]));
        // A key that begins with what the program puts in is below one it does not name here.
        return sections.Where(section => section.Package == Package).Any(section => IsKnown(section, Key.StartsWith("0:", StringComparison.Ordinal) ? Key[1..] : Key));
    }

    private string Package => File.Split('/')[1];

    private bool IsAt(string path) => Key == path || Key.StartsWith($"{path}:", StringComparison.Ordinal);

    private static bool IsKnown(ConfiguredSection section, string key) => key == Configuration.StrictConfiguration.TypeKey || section.Settings.Any(setting =>
        key[0] == ':'
            ? $"{section.Path}:{setting.Path}:".Contains($"{key}:", StringComparison.Ordinal)
            : $"{setting.Path}:".StartsWith($"{key}:", StringComparison.Ordinal));

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Text();

    [GeneratedRegex(@"\{[^{}""]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hole();

    // Each part has a small letter, unlike KIND:FOLDER.
    [GeneratedRegex(@"(?<![\w:.])(?:[A-Z]\w*[a-z]\w*|0)(?::(?:[A-Z]\w*[a-z]\w*|0))*:[A-Z]\w*[a-z]\w*|\b[A-Z]\w+Options\.[A-Z]\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
