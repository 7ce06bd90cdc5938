using System.Security.Cryptography;
using System.Text;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Delivery;

/// <summary>The names of what is remembered. Values of scripts and messages stand in them as hashes only.</summary>
internal static class MemoryKeys
{
    /// <summary>That the owner was told of an error of a script.</summary>
    public const string ErrorNote = "error-note";

    /// <summary>How long it is remembered that a thing was done for a message, for a repetition of its transaction.</summary>
    public static TimeSpan SentLifetime { get; } = TimeSpan.FromDays(2);

    public static string Duplicate(SieveDuplicateEntry entry) => Make("duplicate", entry.Handle, entry.UniqueId);

    /// <summary>That a sender had an answer (RFC 5230 §4.2).</summary>
    public static string Vacation(VacationAction action, string sender) => Make("vacation", action.Handle, sender.ToUpperInvariant());

    /// <summary>That a sender had a notice of a refusal.</summary>
    public static string RejectNotice(string sender) => Make("reject", sender.ToUpperInvariant());

    /// <summary>That a message went on to an address.</summary>
    public static string Redirect(string messageId, string address) => Make("redirect", messageId, address.ToUpperInvariant());

    /// <summary>That one thing was sent for one message: what a repetition must not send again.</summary>
    public static string Sent(params ReadOnlySpan<string> parts) => Make("sent", parts);

    /// <summary>That an action of the application's own was done.</summary>
    public static string Action(params ReadOnlySpan<string> parts) => Make("action", parts);

    private static string Make(string kind, params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var octets = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(octets.Length));
            hash.AppendData(octets);
        }
        return $"{kind}:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
