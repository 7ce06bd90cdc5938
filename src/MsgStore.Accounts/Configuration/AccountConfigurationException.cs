namespace MsgStore.Accounts.Configuration;

/// <summary>A file of the domain tree says something it may not. The message names file, key, value and what is allowed.</summary>
public sealed class AccountConfigurationException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="file">The file, relative to the domain tree's root.</param>
    /// <param name="key">The key within it, as <c>limits.max_sends_per_hour</c>; empty for the file as a whole.</param>
    /// <param name="problem">The value and what is allowed.</param>
    /// <param name="innerException">The cause.</param>
    public AccountConfigurationException(string file, string key, string problem, Exception? innerException = null)
        : base(key.Length == 0 ? $"{file}: {problem}" : $"{file}: {key}: {problem}", innerException)
    {
        File = file;
        Key = key;
    }

    /// <summary>The file, relative to the domain tree's root.</summary>
    public string File { get; }

    /// <summary>The key within it; empty for the file as a whole.</summary>
    public string Key { get; }
}
