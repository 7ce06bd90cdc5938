using System.Text.Json;
using System.Text.Json.Serialization;

namespace MsgStore;

/// <summary>Writes a value that is a text as a JSON string, and as the name of a property; what is no such text is a <see cref="JsonException"/>.</summary>
/// <typeparam name="T">The value; the types of this package that are texts name the converter themselves.</typeparam>
public sealed class ParsableJsonConverter<T> : JsonConverter<T> where T : IParsable<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Parse(reader.GetString()) : throw new JsonException($"{typeof(T).Name} is a string, not {reader.TokenType}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToString() ?? "");

    private static T Parse(string? text) => T.TryParse(text, null, out var value) ? value : throw new JsonException($"'{text}' is no {typeof(T).Name}.");
}
