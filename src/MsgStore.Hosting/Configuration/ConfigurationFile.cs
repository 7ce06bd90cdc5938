using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace MsgStore.Hosting.Configuration;

/// <summary>Reads a JSON file of settings.</summary>
internal static class ConfigurationFile
{
    private const int MaxOctets = 16 * 1024 * 1024;

    /// <summary>Adds a file's settings.</summary>
    /// <param name="builder">Takes them.</param>
    /// <param name="path">The file, an absolute path.</param>
    /// <param name="isNamed">Whether somebody named it, who may name a pipe, too. One that merely lies where the program was started is refused unless it is root's or the caller's own: it says where mail goes and what is run.</param>
    /// <returns>A warning, where it holds a password that every user of the machine can read; else <see langword="null"/>.</returns>
    /// <exception cref="FileNotFoundException">It does not exist.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no JSON, or is refused.</exception>
    public static string? AddFile(this IConfigurationBuilder builder, string path, bool isNamed)
    {
        using var file = OperatorFile.Open(path, mayBePipe: isNamed);
        if (!isNamed && file.FindDoubt() is { } doubt)
            throw new InvalidDataException($"{path} {doubt}, and it would say where mail goes and what is run: it is not read. If you trust it, name it with --config {path}.");
        var source = new JsonOctets(file.ReadToEnd(MaxOctets));
        IConfigurationRoot settings;
        try
        {
            settings = new ConfigurationBuilder().Add(source).Build();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new InvalidDataException($"{path} is no JSON: {e.InnerException?.Message ?? e.Message}", e);
        }
        builder.Add(source);
        return file.IsPublic && FindPassword(settings) is { } key
            ? $"{path} holds {key} and can be read by every user of this machine; chmod 640 it."
            : null;
    }

    private static string? FindPassword(IConfiguration settings) =>
        settings.AsEnumerable().FirstOrDefault(setting => setting.Key.EndsWith("Password", StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(setting.Value)).Key;

    // Sources are built and loaded anew whenever the list of them changes, and a stream can be read once.
    private sealed class JsonOctets(byte[] octets) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(octets);

        private sealed class Provider(byte[] octets) : JsonStreamConfigurationProvider(new JsonStreamConfigurationSource())
        {
            public override void Load()
            {
                using var stream = new MemoryStream(octets, writable: false);
                Load(stream);
            }
        }
    }
}
