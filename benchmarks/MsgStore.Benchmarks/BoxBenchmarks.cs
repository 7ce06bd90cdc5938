using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Options;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Interop;
using MsgStore.Encryption.Keys;

namespace MsgStore.Benchmarks;

/// <summary>Sealing and opening as streams beside the library's one-shot calls on the same octets.</summary>
[MemoryDiagnoser]
public class BoxBenchmarks
{
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly ContentBufferFactory _buffers = new(Options.Create(new ContentBufferOptions { MemoryLimitInOctets = 16 * 1024 * 1024 }));
    private byte[] _plain = [];
    private byte[] _box = [];
    private byte[] _output = [];
    private KeyRing? _keys;

    [Params(4, 64, 10_240)] public int MessageKiB { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _keys = KeyRing.Of(_secret);
        _plain = RandomNumberGenerator.GetBytes(MessageKiB * 1024);
        _box = new byte[_plain.Length + Box.OverheadOctets];
        _output = new byte[_plain.Length];
        SealOneShot();
    }

    [GlobalCleanup]
    public void Cleanup() => _keys?.Dispose();

    [Benchmark(Baseline = true)]
    public int SealOneShot()
    {
        var ephemeral = RandomNumberGenerator.GetBytes(32);
        _ = Sodium.PublicKeyOf(_box.AsSpan(0, 32), ephemeral);
        RandomNumberGenerator.Fill(_box.AsSpan(32, 24));
        return Sodium.BoxSeal(_box.AsSpan(56), _plain, (ulong)_plain.Length, _box.AsSpan(32, 24), _keys!.Current.Octets, ephemeral);
    }

    [Benchmark]
    public async Task<long> Seal()
    {
        using var buffer = _buffers.CreateSealed(_plain.Length + Box.OverheadOctets);
        return (await BoxSealer.SealAsync(MessageContent.FromMemory(_plain), _keys!.Current, buffer, CancellationToken.None)).Length;
    }

    [Benchmark]
    public int OpenOneShot() => Sodium.BoxOpen(_output, _box.AsSpan(56), (ulong)_plain.Length + 16, _box.AsSpan(32, 24), _box.AsSpan(0, 32), _secret);

    [Benchmark]
    public async Task Open()
    {
        await using var content = await BoxOpener.OpenAsync(new MemoryStream(_box), _keys!, null, CancellationToken.None);
        await content.ReadExactlyAsync(_output);
    }
}
