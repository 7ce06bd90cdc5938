using System.Buffers;
using System.Text.RegularExpressions;
using Kit = MimeKit;

namespace MsgStore.Mime.Tests.Oracle;

internal static partial class KnownDifferences
{
    private static IEnumerable<KnownDifference> OfAddresses() =>
    [
        new("EmptyListIsAList", "RFC 5322 §3.6.3",
            "A field without addresses, as Bcc may be, is a list of none. To MimeKit it is no list.",
            Aspect.Addresses, difference => difference is { Ours: "", Theirs: "no list" }),
        new("QuotedStringMayBeFolded", "RFC 5322 §3.2.4",
            "A quoted string may be folded, that of a local part, too. To MimeKit such a list is none.",
            Aspect.Addresses, difference => difference.Theirs == "no list" && ParsesAs(difference.Text, difference.Ours)),
        new("OpenCommentEndsTheList", "RFC 5322 §3.2.2",
            "A comment that is not closed hides what stands in it, not the addresses before it. To MimeKit the list is none.",
            Aspect.Addresses, difference => difference.Theirs == "no list" && difference.Text.Count(c => c == '(') > difference.Text.Count(c => c == ')')
                && Enumerable.Range(0, difference.Text.Length).Any(at => difference.Text[at] == '(' && ParsesAs(difference.Text[..at], difference.Ours))),
        new("CommentIsNoName", "RFC 5322 §3.2.2",
            "A comment behind an address is a comment. MimeKit takes it for the name, as it was written once.",
            Aspect.Address, difference => difference.Ours.StartsWith(" <", StringComparison.Ordinal)
                && difference.Theirs.EndsWith(difference.Ours, StringComparison.Ordinal)
                && difference.Text.Contains('(', StringComparison.Ordinal)),
        new("TabOfAQuotedStringStays", "RFC 5322 §3.2.4", "A tab in a quoted string is a tab. MimeKit makes a blank of it.",
            Aspect.Address, difference => difference.Ours.Replace('\t', ' ') == difference.Theirs),
        new("OctetsThatAreNoTextAreKept", "RFC 6532 §3.2",
            "In names, too.",
            Aspect.Address, difference => !OctetText.IsUtf8(difference.Ours)
            && (IsLatin1(difference.Ours, difference.Theirs) || System.Text.Encoding.UTF8.GetString(OctetText.Encode(difference.Ours)) == difference.Theirs)),
        new("WordsOfANameAreSeparated", "RFC 5322 §3.2.5",
            "A name is made of words; the blanks and comments between them are one blank. MimeKit keeps them as they stand, comments too, or does "
            + "without where there are none.",
            Aspect.Address, difference => IsRepairedAddress(difference, difference.Text) || (IsSameButForName(difference)
                && Squeezed(difference.Ours) == Squeezed(difference.Theirs))),
        new("UnpaddedBase64KeepsItsLastOctets", "RFC 2045 §6.8", "In names, too.",
            Aspect.Address, difference => Padded(difference.Text) != difference.Text && IsRepairedAddress(difference, Padded(difference.Text))),
        new("SequenceThatIsNoneStays", "RFC 2045 §6.7", "In names, too.",
            Aspect.Address, difference => StrayEquals(difference.Text) != difference.Text && IsRepairedAddress(difference, Padded(StrayEquals(difference.Text)))),
        new("EncodedWordKeepsToItsGrammar", "RFC 2047 §2", "In names, too.",
            Aspect.Address, difference => (LooseWord().IsMatch(difference.Text) || OddCharset().IsMatch(difference.Text)
                || TouchingWord().IsMatch(difference.Text)) && IsSameButForName(difference)),
        new("GroupWithoutNameIsAGroup", "RFC 5322 §3.4",
            "A colon with no name before it, or an empty one, hides none of the addresses behind it. MimeKit passes over them.",
            Aspect.Addresses, difference => difference.Theirs.Length == 0 && NamelessGroup().IsMatch(difference.Text)),
        new("BrokenGroupHidesNoMember", "RFC 5322 §3.4",
            "A member that is no address, or a group that is not closed, hides none of its members. MimeKit passes over some or all of them.",
            Aspect.Addresses, difference => difference.Text.Contains(':', StringComparison.Ordinal) && difference.Theirs != "no list"
                && (difference.Text.Count(c => c == ':') > difference.Text.Count(c => c == ';') || difference.Ours.Contains('!', StringComparison.Ordinal)
                || difference.Text.Contains('(', StringComparison.Ordinal))
                && difference.Theirs.Split(" ; ", StringSplitOptions.RemoveEmptyEntries).All(their => difference.Ours.Contains(AddressOf(their), StringComparison.Ordinal)
                    || AddressOf(their) is ['<', '|', ..] or [.., '|', '>']
                    || Plain(Grammar.WithPlainWords(difference.Text)).Contains(Plain(AddressOf(their)), StringComparison.Ordinal))),
        new("DotsOfALocalPartStay", "RFC 5322 §3.4.1",
            "Full stops at the ends of a local part, or beside each other, are no dot-atom, and in use. To MimeKit there is no address then.",
            Aspect.Address, difference => difference.Theirs == "no address" && StrayDot().IsMatch(difference.Text)),
        new("NameMayBeginWithADot", "RFC 5322 §4.1",
            "A full stop may stand in a name, at its beginning, too. To MimeKit there is no address then.",
            Aspect.Address, difference => difference.Theirs == "no address" && difference.Text.StartsWith('.')
                && difference.Text.Contains('<', StringComparison.Ordinal)),
        new("SemicolonPartsAddresses", "RFC 5322 §3.4",
            "A semicolon that ends no group parts addresses, as programs write it that part them by it. To MimeKit the list is none.",
            Aspect.Addresses, difference => difference.Theirs == "no list" && difference.Text.Contains(';', StringComparison.Ordinal)
                && ParsesAs(difference.Text.Replace(';', ',').Trim(' ', ','), difference.Ours)),
        new("ControlOfAQuotedStringStays", "RFC 5322 §4.1",
            "Controls in a quoted string are obsolete, and read. To MimeKit such an address, or the list, is none.",
            Aspect.Addresses, difference => difference.Theirs == "no list" && difference.Text.AsSpan().ContainsAny(Controls)),
        new("ControlOfAQuotedStringStays", "RFC 5322 §4.1", "Of one address.",
            Aspect.Address, difference => difference.Theirs == "no address" && difference.Text.AsSpan().ContainsAny(Controls)),
        new("OpenCommentEndsTheList", "RFC 5322 §3.2.2", "Of one address.",
            Aspect.Address, difference => difference.Theirs == "no address" && Enumerable.Range(1, difference.Text.Length - 1)
                .Any(at => difference.Text[at] == '(' && IsRepairedAddress(difference, difference.Text[..at]))),
        new("BareCrIsPassedOver", "RFC 5322 §2.2", "In addresses, too.", Aspect.Addresses, difference => HasBareCr(difference)
            && (difference.Theirs == "no list" || ParsesAs(difference.Text, difference.Ours)
            || difference.Theirs.Split(" ; ", StringSplitOptions.RemoveEmptyEntries).All(their => difference.Ours.Contains(AddressOf(their), StringComparison.Ordinal)))),
        new("RouteMayHoldBlanks", "RFC 5322 §4.4", "Blanks may stand in the route of an address. To MimeKit there is no address then.",
            Aspect.Address, difference => difference.Theirs == "no address" && Route().IsMatch(difference.Text)),
        new("UndecodableIsReplaced", "RFC 2047 §6.2",
            "In names, too.",
            Aspect.Address, difference => difference.Ours.Replace('\uFFFD', '?') == difference.Theirs),
        // The last one: what is in the list has been compared entry by entry.
        new("ListIsReadEntryByEntry", "RFC 5322 §3.4",
            "An entry that is no address, or none at all, is given as its text and hides none of the others. To MimeKit the list is none, or it makes "
            + "an address of the entry.",
            Aspect.Addresses, difference => MailAddressList.Parse(difference.Text.Trim(' ', '\t')) is var ours
                && (difference.Theirs == "no list" ? IsAllThere(ours, difference.Text) : ours.Any(address => !address.IsValid)
                && AreAmong(ours.Where(address => address.IsValid), difference.Theirs))),
    ];

    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 32).Append(127).Select(octet => (char)octet).Except("\t\r\n")]);

    // Names are compared entry by entry.
    private static bool ParsesAs(string text, string ours) =>
        Kit.InternetAddressList.TryParse(text, out var list)
        && list.Mailboxes.Select(mailbox => AddressOf(Comparison.Print(mailbox))).SequenceEqual(MailAddressList.Parse(text.Trim()).Select(address => $"<{address.LocalPart}|{address.Domain}>"))
        && list.Mailboxes.Any() && ours.EndsWith(AddressOf(Comparison.Print(list.Mailboxes.Last())), StringComparison.Ordinal);

    // Outside the entries no address is left.
    private static bool IsAllThere(IReadOnlyList<MailAddress> ours, string text)
    {
        foreach (var address in ours)
        {
            var at = text.IndexOf(address.Text, StringComparison.Ordinal);
            if (at < 0)
                return false;
            text = text.Remove(at, address.Text.Length);
        }
        return !QuotedString().Replace(Grammar.WithPlainWords(text), "").Contains('@', StringComparison.Ordinal) || text.Contains('(', StringComparison.Ordinal);
    }

    [GeneratedRegex("\"([^\"\\\\]|\\\\.)*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QuotedString();

    [GeneratedRegex(@"<[^<]*@[^<:]*:", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Route();

    private static string Squeezed(string printed) => Grammar.WithPlainWords(printed).Replace(" ", "", StringComparison.Ordinal);

    private static string Plain(string address) => address.Trim('<', '>').Replace('|', '@').Replace("\"", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);

    [GeneratedRegex(@"<\s*\.|^\.[^<]*$|\.\.|\.\s*@", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StrayDot();

    private static string AddressOf(string printed) => printed[printed.LastIndexOf('<')..];

    private static bool IsSameButForName(Difference difference) =>
        difference.Theirs.Contains('<', StringComparison.Ordinal) && AddressOf(difference.Ours) == AddressOf(difference.Theirs);

    // Of a tab in a quoted string MimeKit makes a blank.
    private static bool IsRepairedAddress(Difference difference, string text) =>
        Kit.MailboxAddress.TryParse(OctetText.Encode(Grammar.WithPlainWords(text)), out var mailbox)
        && Comparison.Print(mailbox).Replace('\t', ' ') is var theirs
        && (theirs == difference.Ours.Replace('\t', ' ') || IsLatin1(difference.Ours.Replace('\t', ' '), theirs));

    [GeneratedRegex("(^|[,;])\\s*(\"\"\\s*)?:", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamelessGroup();

    // In their order, whatever stands between them.
    private static bool AreAmong(IEnumerable<MailAddress> ours, string theirs)
    {
        var rest = theirs.AsSpan();
        foreach (var address in ours)
        {
            var at = rest.IndexOf($"<{address.LocalPart}|{address.Domain}>");
            if (at < 0)
                return false;
            rest = rest[(at + 1)..];
        }
        return true;
    }
}
