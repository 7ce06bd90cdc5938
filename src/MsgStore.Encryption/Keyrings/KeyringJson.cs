using System.Text.Json.Serialization;

namespace MsgStore.Encryption.Keyrings;

[JsonSerializable(typeof(KeyringDocument))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 8, WriteIndented = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class KeyringJson : JsonSerializerContext;
