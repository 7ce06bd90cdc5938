using System.ComponentModel.DataAnnotations;

namespace MsgStore.Sqlite.Filtering;

/// <summary>Where scripts and the memory of filters lie, and how much of them.</summary>
public sealed class SqliteFilterOptions
{
    /// <summary>The directory of the database; an absolute path on a local file system. It may be that of the mail.</summary>
    [Required] public string Root { get; set; } = "";

    /// <summary>The database's file name in <see cref="Root"/>, not that of the mail. Default: <c>filters.db</c>.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", ErrorMessage = "DatabaseName is a file name of letters, digits, '.', '_' and '-'.")]
    public string DatabaseName { get; set; } = "filters.db";

    /// <summary>The most scripts of one owner. Default: 100.</summary>
    [Range(1, 10_000)] public int MaxScripts { get; set; } = 100;

    /// <summary>The largest script in octets. Default: 1 MiB.</summary>
    [Range(1, 64 * 1024 * 1024)] public int MaxScriptSizeInOctets { get; set; } = 1024 * 1024;

    /// <summary>The most octets of all scripts of one owner. Default: 10 MiB.</summary>
    [Range(1, int.MaxValue)] public int MaxTotalSizeInOctets { get; set; } = 10 * 1024 * 1024;
}
