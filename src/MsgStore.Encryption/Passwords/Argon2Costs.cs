using System.Globalization;

namespace MsgStore.Encryption.Passwords;

/// <summary>What an Argon2id computation costs.</summary>
/// <param name="MemoryKiB">Memory (<c>m</c>).</param>
/// <param name="Iterations">Passes (<c>t</c>).</param>
/// <param name="Parallelism">Lanes (<c>p</c>).</param>
internal sealed record Argon2Costs(int MemoryKiB, int Iterations, int Parallelism)
{
    /// <summary>What key files of the Go suite use.</summary>
    public static Argon2Costs OfKeyFiles { get; } = new(65_536, 3, 4);

    /// <summary>As hash strings write them: <c>m=65536,t=3,p=4</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"m={MemoryKiB},t={Iterations},p={Parallelism}");
}
