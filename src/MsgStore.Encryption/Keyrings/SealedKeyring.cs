using System.Text.Json;
using MsgStore.Encryption.Passwords;

namespace MsgStore.Encryption.Keyrings;

/// <summary>A keyring as it lies on disk: the sealed entries and the slots that lead to their key.</summary>
/// <param name="DocVersion">Grows with every change of the entries; bound to them.</param>
/// <param name="Blob">The sealed entries.</param>
/// <param name="Slots">The slots.</param>
internal sealed record SealedKeyring(ulong DocVersion, byte[] Blob, IReadOnlyList<WrapSlot> Slots)
{
    /// <summary>The one version there is.</summary>
    public const int FormatVersion = 1;

    /// <summary>Longest file that is read.</summary>
    public const int MaxOctets = 1024 * 1024;

    /// <summary>Most slots that are read.</summary>
    public const int MaxSlots = 64;

    private const int MaxTextLength = 256;
    private const int MaxFieldOctets = 1024;

    /// <summary>
    /// Whether octets are a keyring rather than a key file of the older form, which is as random as any and may well begin with a brace: a
    /// keyring is JSON as a whole.
    /// </summary>
    public static bool IsKeyring(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > MaxOctets || octets.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
            return false;
        try
        {
            var reader = new Utf8JsonReader(octets);
            while (reader.Read())
            {
                // Only the end matters.
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads a keyring. Any octets will do.</summary>
    /// <returns><see langword="null"/> where it is none, or of a version nobody here knows.</returns>
    public static SealedKeyring? Parse(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > MaxOctets)
            return null;
        try
        {
            if (JsonSerializer.Deserialize(octets, KeyringJson.Default.KeyringDocument) is not { Version: FormatVersion, KekWrappedBlob: { } blob, WrapSlots: { Length: <= MaxSlots } slots } document)
                return null;
            var read = slots.Select(Read).ToList();
            return read.Contains(null) ? null : new SealedKeyring(document.DocVersion, blob, read.OfType<WrapSlot>().ToList());
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The version a keyring says it has.</summary>
    /// <returns><see langword="null"/> where it says none.</returns>
    public static int? VersionOf(ReadOnlySpan<byte> octets)
    {
        try
        {
            return JsonSerializer.Deserialize(octets, KeyringJson.Default.KeyringDocument)?.Version;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The file.</summary>
    public byte[] ToOctets() => JsonSerializer.SerializeToUtf8Bytes(
        new KeyringDocument
        {
            Version = FormatVersion,
            DocVersion = DocVersion,
            KekWrappedBlob = Blob,
            WrapSlots = [.. Slots.Select(Write)],
        },
        KeyringJson.Default.KeyringDocument);

    private static WrapSlot? Read(WrapSlotDocument? slot) =>
        slot is { SlotType: { Length: > 0 and <= MaxTextLength } type, SlotId: { Length: <= MaxTextLength } id, WrappedKek: { Length: <= MaxFieldOctets } kek }
            ? new WrapSlot(type, id, kek, slot.Kdf is null ? null : Read(slot.Kdf))
            : null;

    // A derivation nobody here knows makes a slot that does not open; the others may.
    private static SlotKdf? Read(KdfDocument kdf) =>
        kdf is
        {
            Algorithm: SlotKdf.Algorithm, Salt: { Length: >= 8 and <= MaxFieldOctets } salt, KeyLen: 32, Info.Length: <= MaxTextLength,
            Memory: <= int.MaxValue, Time: <= int.MaxValue, Threads: <= int.MaxValue,
        }
            ? new SlotKdf(salt, new Argon2Costs((int)kdf.Memory, (int)kdf.Time, (int)kdf.Threads), kdf.Info)
            : null;

    private static WrapSlotDocument Write(WrapSlot slot) => new()
    {
        SlotType = slot.Type,
        SlotId = slot.Id,
        WrappedKek = slot.WrappedKek,
        Kdf = slot.Kdf is not { } kdf
            ? null
            : new KdfDocument
            {
                Algorithm = SlotKdf.Algorithm,
                Salt = kdf.Salt,
                Memory = (uint)kdf.Costs.MemoryKiB,
                Time = (uint)kdf.Costs.Iterations,
                Threads = (uint)kdf.Costs.Parallelism,
                KeyLen = 32,
                Info = kdf.Info,
            },
    };
}
