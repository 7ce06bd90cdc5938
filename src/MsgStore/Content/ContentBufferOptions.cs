using System.ComponentModel.DataAnnotations;

namespace MsgStore.Content;

/// <summary>How incoming messages are held until they are complete.</summary>
public sealed class ContentBufferOptions
{
    /// <summary>The section of a configuration that hosts read them from.</summary>
    public const string SectionName = "ContentBuffer";

    /// <summary>Octets of a message held in memory; a longer one goes to an unlinked file. Default: 65,536.</summary>
    [Range(4096, 16 * 1024 * 1024)] public int MemoryLimitInOctets { get; set; } = 64 * 1024;

    /// <summary>
    /// Folder of those files, made with mode 0700 where it is missing; on the store's own file system a long message is written only once. Default: a
    /// folder in the root of the store without a name, else of the one added first. Where that store names none, as in memory, or the user of the
    /// process may not write there, it is the system's temporary folder.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>Tells what the store chooses where <see cref="Directory"/> is not set; <see langword="null"/> where it names none. Asked late: the store's own options may be wrong.</summary>
    internal Func<string>? StoreDirectory { get; set; }
}
