using System.Text.Json;
using System.Text.Json.Serialization;
using MsgStore.Delivery;

namespace MsgStore.Queue.Control;

/// <summary>How requests and answers are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    MaxDepth = 16, Converters = [typeof(AddressConverter), typeof(StatusCodeConverter)])]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlReply))]
internal sealed partial class ControlJson : JsonSerializerContext;

/// <summary>Addresses as text.</summary>
internal sealed class AddressConverter : JsonConverter<EmailAddress>
{
    public override EmailAddress? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && EmailAddress.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("No address.");

    public override void Write(Utf8JsonWriter writer, EmailAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>Status codes as text.</summary>
internal sealed class StatusCodeConverter : JsonConverter<EnhancedStatusCode>
{
    public override EnhancedStatusCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && EnhancedStatusCode.TryParse(reader.GetString(), out var code) ? code : throw new JsonException("No status code.");

    public override void Write(Utf8JsonWriter writer, EnhancedStatusCode value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
