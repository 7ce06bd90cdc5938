using System.Text;

namespace MsgStore.Protocols.ManageSieve;

/// <summary>A command as it came.</summary>
/// <param name="Verb">The command in upper case.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ManageSieveRequest(string Verb, IReadOnlyList<ManageSieveArgument> Arguments)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a string argument; <see langword="null"/> where it is a number or no UTF-8.</summary>
    public string? Text(int index)
    {
        try
        {
            return Arguments[index].IsString ? Strict.GetString(Arguments[index].Octets.Span) : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
