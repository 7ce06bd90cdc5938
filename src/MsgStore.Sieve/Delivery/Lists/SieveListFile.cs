using System.ComponentModel.DataAnnotations;

namespace MsgStore.Sieve.Delivery.Lists;

/// <summary>A list of the site that all scripts may use: a file with one entry a line; empty lines and those that begin with <c>#</c> are none.</summary>
public sealed class SieveListFile
{
    /// <summary>What scripts call it: a URI, as <c>tag:example.com,2026:staff</c> (RFC 6134 §2.3).</summary>
    [Required] public string Name { get; set; } = "";

    /// <summary>The file. It is read again when it was changed.</summary>
    [Required] public string Path { get; set; } = "";
}
