using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Passwords;

namespace MsgStore.Encryption.Tests.Support;

/// <summary>Octets and boxes for tests.</summary>
internal static class Octets
{
    /// <summary>Octets <c>first</c>, <c>first + 1</c>, …</summary>
    public static byte[] Sequence(int first, int count) => [.. Enumerable.Range(first, count).Select(octet => (byte)octet)];

    public static byte[] Random(int count) => RandomNumberGenerator.GetBytes(count);

    public static PasswordHash Passwords() => new(Options.Create(new PasswordHashOptions()));

    public static ContentBufferFactory Buffers(string? directory = null) => new(Options.Create(new ContentBufferOptions { Directory = directory }));

    public static async Task<byte[]> SealAsync(byte[] plaintext, KeyRing keys)
    {
        using var buffer = Buffers().CreateSealed(plaintext.Length + Box.OverheadOctets);
        return await ReadAsync(await BoxSealer.SealAsync(MessageContent.FromMemory(plaintext), keys.Current, buffer, CancellationToken.None));
    }

    public static async Task<byte[]?> OpenAsync(byte[] box, KeyRing keys)
    {
        var opened = await BoxOpener.TryOpenAsync(new MemoryStream(box), keys, null, CancellationToken.None);
        return opened is null ? null : await ReadAsync(opened.Content);
    }

    public static async Task<byte[]> ReadAsync(MessageContent content) => await ReadAsync(content.OpenRead());

    public static async Task<byte[]> ReadAsync(Stream stream)
    {
        await using (stream)
        {
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory);
            return memory.ToArray();
        }
    }
}
