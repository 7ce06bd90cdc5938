using System.ComponentModel.DataAnnotations;

namespace MsgStore.Content;

/// <summary>How incoming messages are held until they are complete.</summary>
public sealed class ContentBufferOptions
{
    /// <summary>The section of a configuration that hosts read them from.</summary>
    public const string SectionName = "ContentBuffer";

    /// <summary>Octets of a message held in memory; a longer one goes to an unlinked file. Default: 65,536.</summary>
    [Range(4096, 16 * 1024 * 1024)] public int MemoryLimitInOctets { get; set; } = 64 * 1024;

    /// <summary>Folder of those files, best on the store's own file system. Default: the store's choice, else the system's temporary folder.</summary>
    public string? Directory { get; set; }
}
