using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MsgStore.Encryption.Keyrings;

/// <summary>The entries of a keyring as JSON, read from and written to locked memory only: no private key is ever an ordinary array or string.</summary>
internal static class KeyringEntries
{
    /// <summary>Most entries that are read.</summary>
    public const int MaxEntries = 1024;

    private const int MaxDepth = 8;
    private const int MaxTextOctets = 256;
    private const int EntryOctets = 2048;

    // The writer asks for room before it knows how much it needs.
    private const int SlackOctets = 8192;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = false };

    /// <summary>Reads entries. Any octets will do.</summary>
    /// <returns>The entries, which the caller disposes; <see langword="null"/> where they are none.</returns>
    public static IReadOnlyList<KeyringEntry>? Read(ReadOnlySpan<byte> json)
    {
        var entries = new List<KeyringEntry>();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (TryReadAll(ref reader, entries) && !reader.Read())
                return entries;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // What was read so far is given back below.
        }
        entries.ForEach(entry => entry.Dispose());
        return null;
    }

    /// <summary>Writes entries.</summary>
    /// <returns>The JSON in locked memory, which the caller disposes.</returns>
    public static SecretWriter Write(IReadOnlyList<KeyringEntry> entries)
    {
        var output = new SecretWriter((EntryOctets * entries.Count) + SlackOctets);
        using var json = new Utf8JsonWriter(output, WriterOptions);
        json.WriteStartObject();
        json.WriteNumber("version"u8, SealedKeyring.FormatVersion);
        json.WriteStartArray("entries"u8);
        foreach (var entry in entries)
            Write(json, entry);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return output;
    }

    private static void Write(Utf8JsonWriter json, KeyringEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("key_id"u8, entry.KeyId);
        json.WriteString("algorithm"u8, entry.Algorithm);
        json.WriteString("purpose"u8, entry.Purpose);
        json.WriteBase64String("public_key"u8, entry.PublicKey);
        using (var own = entry.PrivateKey.Borrow())
            json.WriteBase64String("private_key"u8, own.Octets);
        json.WriteString("created"u8, entry.Created);
        json.WriteString("valid_from"u8, entry.ValidFrom);
        json.WriteString("valid_until"u8, entry.ValidUntil);
        json.WriteString("status"u8, entry.Status);
        json.WriteEndObject();
        // Room is reckoned by entry, so an entry has to be out before the next.
        json.Flush();
    }

    private static bool TryReadAll(ref Utf8JsonReader reader, List<KeyringEntry> entries)
    {
        var version = 0;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("version"u8))
                version = reader.Read() && reader.TryGetInt32(out var number) ? number : 0;
            else if (reader.ValueTextEquals("entries"u8))
            {
                if (!TryReadEntries(ref reader, entries))
                    return false;
            }
            else
                reader.Skip();
        }
        return version == SealedKeyring.FormatVersion && reader.TokenType == JsonTokenType.EndObject;
    }

    private static bool TryReadEntries(ref Utf8JsonReader reader, List<KeyringEntry> entries)
    {
        if (!reader.Read() || reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject || entries.Count == MaxEntries || ReadEntry(ref reader) is not { } entry)
                return false;
            entries.Add(entry);
        }
        return true;
    }

    private static KeyringEntry? ReadEntry(ref Utf8JsonReader reader)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        byte[]? publicKey = null;
        SecretMemory? privateKey = null;
        try
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("private_key"u8))
                {
                    reader.Read();
                    privateKey?.Dispose();
                    privateKey = ReadSecret(ref reader);
                }
                else if (reader.ValueTextEquals("public_key"u8))
                    publicKey = reader.Read() && reader.ValueSpan.Length <= MaxTextOctets ? reader.GetBytesFromBase64() : null;
                else
                    ReadText(ref reader, texts);
            }
            if (publicKey is null || privateKey is null)
                return null;
            var entry = ToEntry(texts, publicKey, privateKey);
            privateKey = null;
            return entry;
        }
        finally
        {
            privateKey?.Dispose();
        }
    }

    private static KeyringEntry ToEntry(Dictionary<string, string> texts, byte[] publicKey, SecretMemory privateKey) => new()
    {
        KeyId = texts.GetValueOrDefault("key_id", ""),
        Algorithm = texts.GetValueOrDefault("algorithm", ""),
        Purpose = texts.GetValueOrDefault("purpose", ""),
        PublicKey = publicKey,
        PrivateKey = privateKey,
        Created = texts.GetValueOrDefault("created", KeyringEntry.NoTime),
        ValidFrom = texts.GetValueOrDefault("valid_from", KeyringEntry.NoTime),
        ValidUntil = texts.GetValueOrDefault("valid_until", KeyringEntry.NoTime),
        Status = texts.GetValueOrDefault("status", ""),
    };

    private static void ReadText(ref Utf8JsonReader reader, Dictionary<string, string> texts)
    {
        if (reader.ValueSpan.Length > MaxTextOctets)
            throw new JsonException("A name is too long.");
        var name = reader.GetString() ?? "";
        reader.Read();
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= MaxTextOctets)
            texts[name] = reader.GetString() ?? "";
        else
            reader.TrySkip();
    }

    private static SecretMemory? ReadSecret(ref Utf8JsonReader reader)
    {
        Span<byte> text = stackalloc byte[MaxTextOctets];
        try
        {
            if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length is 0 or > MaxTextOctets)
                return null;
            text = text[..reader.CopyString(text)];
            if (Base64.DecodeFromUtf8InPlace(text, out var count) != OperationStatus.Done || count == 0)
                return null;
            return SecretMemory.CopyOf(text[..count]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
