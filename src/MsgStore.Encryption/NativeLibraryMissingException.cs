namespace MsgStore.Encryption;

/// <summary>A library of the operating system is not installed or does not start. The message names the package that installs it.</summary>
public sealed class NativeLibraryMissingException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="library">The library, as <c>libsodium</c>.</param>
    /// <param name="message">What is missing and how to install it.</param>
    public NativeLibraryMissingException(string library, string message)
        : base(message) => Library = library;

    /// <summary>The library, as <c>libsodium</c>.</summary>
    public string Library { get; }
}
