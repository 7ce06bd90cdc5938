namespace MsgStore.Encryption;

/// <summary>A native library is not there for this platform or does not start. The message says where it comes from.</summary>
public sealed class NativeLibraryMissingException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="library">The library, as <c>libsodium</c>.</param>
    /// <param name="message">What is missing and where it comes from.</param>
    /// <param name="inner">What loading it met; <see langword="null"/> where it was loaded.</param>
    public NativeLibraryMissingException(string library, string message, Exception? inner = null)
        : base(message, inner) => Library = library;

    /// <summary>The library, as <c>libsodium</c>.</summary>
    public string Library { get; }
}
