using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using MsgStore.Storage;

namespace MsgStore.Hosting.Configuration;

/// <summary>What is said of an exception that kept a host from starting.</summary>
internal static class StartFailure
{
    /// <summary>Whether somebody who sets up hosts can mend it: a value that is wrong, or a file, port or key that cannot be had.</summary>
    public static bool IsConfiguration(Exception exception) => exception is OptionsValidationException or InvalidDataException or FormatException or ArgumentException
        or InvalidOperationException or IOException or UnauthorizedAccessException or SocketException or CryptographicException or MsgStoreException
        or PlatformNotSupportedException or DllNotFoundException
        || (exception is AggregateException several && several.InnerExceptions.All(IsConfiguration));

    /// <summary>One sentence or more, without a stack trace.</summary>
    public static string Describe(Exception exception)
    {
        if (exception is OptionsValidationException invalid)
            return string.Join(' ', invalid.Failures).Trim();
        IEnumerable<Exception> causes = exception switch
        {
            AggregateException several => several.InnerExceptions,
            // Its message has that of the socket.
            IOException { InnerException: SocketException } => [exception],
            { InnerException: { } inner } => [exception, inner],
            _ => [exception],
        };
        var sentences = causes.Select(cause => cause.Message).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).Select(text => text[^1] is '.' or '!' or '?' ? text : text + ".");
        return string.Join(' ', sentences) + (IsConfiguration(exception) ? "" : $" This is a fault of the program ({exception.GetType().Name}); please report it.");
    }
}
