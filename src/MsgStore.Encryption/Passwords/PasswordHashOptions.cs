using System.ComponentModel.DataAnnotations;

namespace MsgStore.Encryption.Passwords;

/// <summary>What a password hash costs, and what a hash made elsewhere may cost.</summary>
public sealed class PasswordHashOptions
{
    /// <summary>The section of a configuration that hosts read them from.</summary>
    public const string SectionName = "PasswordHash";

    /// <summary>Memory of a new hash in KiB (<c>m</c>); at least 8 for each lane. Default: 65,536.</summary>
    [Range(8, 4 * 1024 * 1024)] public int MemoryKiB { get; set; } = 65_536;

    /// <summary>Passes of a new hash (<c>t</c>). Default: 3.</summary>
    [Range(1, 1000)] public int Iterations { get; set; } = 3;

    /// <summary>Lanes and threads of a new hash (<c>p</c>). Default: 1, which needs no library of the system's to be fast.</summary>
    [Range(1, 64)] public int Parallelism { get; set; } = 1;

    /// <summary>Most memory in KiB a stored hash may ask for; one that asks for more never verifies. Default: 262,144.</summary>
    [Range(8, 4 * 1024 * 1024)] public int MaxMemoryKiB { get; set; } = 262_144;

    /// <summary>Most passes a stored hash may ask for. Default: 16.</summary>
    [Range(1, 1000)] public int MaxIterations { get; set; } = 16;

    /// <summary>Most lanes a stored hash may ask for. Default: 16.</summary>
    [Range(1, 64)] public int MaxParallelism { get; set; } = 16;

    /// <summary>Hashes computed at once; others wait. Each takes its memory, and a new one a thread for each lane. Default: the number of processors.</summary>
    [Range(1, 1024)] public int MaxConcurrency { get; set; } = Environment.ProcessorCount;
}
