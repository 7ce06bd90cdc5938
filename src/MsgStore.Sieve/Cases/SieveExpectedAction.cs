using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Cases;

/// <summary>An action a case expects.</summary>
/// <param name="Kind">keep, fileinto, redirect, discard, reject, ereject, vacation or notify.</param>
/// <param name="Target">Mailbox or address; <see langword="null"/> for any.</param>
/// <param name="Flags">The IMAP flags.</param>
public sealed record SieveExpectedAction(string Kind, string? Target, ImmutableArray<string> Flags)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(Kind), Kind), (nameof(Target), Target), (nameof(Flags), Flags));
}
