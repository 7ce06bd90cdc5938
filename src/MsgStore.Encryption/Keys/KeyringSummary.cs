using System.Collections.Immutable;
using System.Text;
using MsgStore.Accounts;

namespace MsgStore.Encryption.Keys;

/// <summary>What an operator may see of a mailbox's keys.</summary>
/// <param name="Current">The key new mail is sealed for; <see langword="null"/> where its file is missing.</param>
/// <param name="Form"><c>keyring</c>, <c>keyfile</c> for the older form, or <c>public</c> where the private key lies elsewhere.</param>
/// <param name="DocVersion">Grows with every rotation.</param>
/// <param name="Slots">The ways to open it, as <c>passphrase:primary</c>.</param>
/// <param name="Keys">Its keys; empty unless it was opened.</param>
public sealed record KeyringSummary(PublicKey? Current, string Form, ulong DocVersion, ImmutableArray<string> Slots, ImmutableArray<KeySummary> Keys)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Current), Current), (nameof(Form), Form), (nameof(DocVersion), DocVersion), (nameof(Slots), Slots), (nameof(Keys), Keys));
}
