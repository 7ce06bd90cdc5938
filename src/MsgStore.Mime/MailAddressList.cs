using System.Text;

namespace MsgStore.Mime;

/// <summary>Reads address lists (RFC 5322 §3.4, §4.4; RFC 6854; RFC 6532): groups, quoted and internationalised local parts, comments, obsolete routes.</summary>
public static class MailAddressList
{
    /// <summary>The most entries read of one list; the rest is passed over.</summary>
    public const int MaxEntries = 10_000;

    /// <summary>Reads a list, unfolded or not. Each entry that is no address is given as its text; members of groups stand for themselves.</summary>
    public static IReadOnlyList<MailAddress> Parse(string body)
    {
        var addresses = new List<MailAddress>();
        var scanner = new FieldScanner(body);
        while (!scanner.IsAtEnd && addresses.Count < MaxEntries)
        {
            ReadEntry(ref scanner, addresses);
            if (!scanner.IsAtEnd)
                scanner.Advance();
        }
        return addresses;
    }

    /// <summary>Reads exactly one mailbox, with or without display name and angle brackets.</summary>
    public static bool TryParseSingle(string text, out MailAddress address)
    {
        var addresses = Parse(text);
        address = addresses.Count == 1 ? addresses[0] : new(null, null, "", text);
        return addresses.Count == 1 && address.IsValid && !text.AsSpan().TrimEnd().EndsWith(",") && !text.AsSpan().TrimEnd().EndsWith(";");
    }

    // Ends at ',', at the ';' of a group, after the ':' that opens one, or at the end.
    private static void ReadEntry(ref FieldScanner scanner, List<MailAddress> addresses)
    {
        var start = scanner.Position;
        var words = new WordList();
        while (scanner.SkipBlanks() && !scanner.IsAtEnd && scanner.Current is not (',' or ';'))
        {
            if (scanner.Current == ':' && words.Angle is null && !words.HasAt)
                return;
            if (!words.TryRead(ref scanner))
            {
                SkipEntry(ref scanner);
                addresses.Add(new(null, null, "", scanner.Slice(start).Trim().ToString()));
                return;
            }
        }
        if (!words.IsEmpty)
            addresses.Add(words.ToAddress(scanner.Slice(start).Trim().ToString()));
    }

    private static void SkipEntry(ref FieldScanner scanner)
    {
        while (!scanner.IsAtEnd && scanner.Current is not (',' or ';'))
        {
            var before = scanner.Position;
            _ = scanner.ReadUntil(",;");
            if (scanner.Position == before)
                return;
        }
    }

    // The words of one entry: a phrase, an address without brackets, or a phrase and what stands in brackets.
    private ref struct WordList()
    {
        private readonly List<string> _words = [];
        private readonly List<bool> _isQuoted = [];
        private readonly List<bool> _isSpaced = [];
        private int _end;
        private string? _domain;

        public (string? LocalPart, string? Domain)? Angle { get; private set; }

        public bool HasAt { get; private set; }

        public readonly bool IsEmpty => _words.Count == 0 && Angle is null && !HasAt;

        public bool TryRead(ref FieldScanner scanner)
        {
            if (Angle is not null)
                return false;
            var isSpaced = scanner.Position != _end;
            var isRead = TryReadNext(ref scanner);
            _end = scanner.Position;
            if (_isSpaced.Count < _words.Count)
                _isSpaced.Add(isSpaced);
            return isRead;
        }

        private bool TryReadNext(ref FieldScanner scanner)
        {
            switch (scanner.Current)
            {
                case '<':
                    // A phrase holds a bare "@" only where a broken sender put an address there.
                    if (HasAt)
                        Add("@" + _domain, isQuoted: false);
                    Angle = ReadAngle(ref scanner, out var isEnded);
                    return isEnded;
                case '@':
                    return !HasAt && ReadDomainAfterAt(ref scanner);
                case '"':
                    var quoted = new StringBuilder();
                    var isClosed = scanner.ReadQuoted(quoted);
                    Add(quoted.ToString(), isQuoted: true);
                    return isClosed && !HasAt;
                case '.':
                    scanner.Advance();
                    Add(".", isQuoted: false);
                    return !HasAt;
                default:
                    var word = ReadAtom(ref scanner);
                    Add(word, isQuoted: false);
                    return word.Length > 0 && !HasAt;
            }
        }

        private readonly void Add(string word, bool isQuoted)
        {
            _words.Add(word);
            _isQuoted.Add(isQuoted);
        }

        private bool ReadDomainAfterAt(ref FieldScanner scanner)
        {
            HasAt = true;
            scanner.Advance();
            _domain = ReadDomain(ref scanner);
            return _domain is { Length: > 0 } && IsLocalPart();
        }

        public readonly MailAddress ToAddress(string text)
        {
            if (Angle is { } angle)
                return angle.LocalPart is null ? new(null, null, Phrase(), text) : new(angle.LocalPart, angle.Domain, Phrase(), text);
            if (HasAt)
                return new(Concatenated(), _domain, "", text);
            return IsLocalPart() && _words.Count == 1 ? new(_words[0], "", "", text) : new(null, null, Phrase(), text);
        }

        // word *("." word), RFC 5322 §4.4 obs-local-part.
        private readonly bool IsLocalPart()
        {
            for (var at = 0; at < _words.Count; at++)
                if ((_words[at] == "." && !_isQuoted[at]) != (at % 2 == 1))
                    return false;
            return _words.Count % 2 == 1;
        }

        private readonly string Concatenated() => string.Concat(_words);

        private readonly string Phrase()
        {
            var output = new StringBuilder();
            for (var at = 0; at < _words.Count; at++)
            {
                if (_words[at].Length == 0)
                    continue;
                // Full stops stand where they stood: "J. Smith", but also within an encoded word.
                var isJoined = !_isSpaced[at] && (_words[at] is "." or ['@', ..] || (at > 0 && _words[at - 1] == "."));
                (output.Length == 0 || isJoined ? output : output.Append(' ')).Append(_words[at]);
            }
            return EncodedWord.Decode(output.ToString());
        }
    }

    private static (string? LocalPart, string? Domain) ReadAngle(ref FieldScanner scanner, out bool isEnded)
    {
        scanner.Advance();
        isEnded = false;
        if (!scanner.SkipBlanks() || !SkipRoute(ref scanner))
            return default;
        var local = ReadLocalPart(ref scanner);
        string? domain = "";
        if (local is not null && scanner.Skip('@'))
            domain = ReadDomain(ref scanner);
        if (!scanner.SkipBlanks() || !scanner.Skip('>'))
            return default;
        isEnded = true;
        return local is null || domain is null ? (null, null) : (local, domain);
    }

    // @one,@two: before the address (RFC 5322 §4.4, obs-route).
    private static bool SkipRoute(ref FieldScanner scanner)
    {
        if (scanner.Current is not ('@' or ','))
            return true;
        do
        {
            if (!scanner.SkipBlanks() || scanner.Skip('@') && ReadDomain(ref scanner) is null || !scanner.SkipBlanks())
                return false;
        }
        while (scanner.Skip(','));
        return scanner.Skip(':') && scanner.SkipBlanks();
    }

    // word *("." word), RFC 5322 §4.4; full stops may stand at the ends and beside each other, as some hosts have them. Two words that none parts are no address.
    private static string? ReadLocalPart(ref FieldScanner scanner)
    {
        var output = new StringBuilder();
        var (hasWord, isAfterWord) = (false, false);
        while (scanner.SkipBlanks() && !scanner.IsAtEnd)
        {
            if (scanner.Skip('.'))
            {
                output.Append('.');
                isAfterWord = false;
                continue;
            }
            if (scanner.Current == '"')
            {
                if (isAfterWord || !scanner.ReadQuoted(output))
                    return null;
            }
            else if (ReadAtom(ref scanner) is { Length: > 0 } atom)
                output.Append(atom);
            else
                break;
            if (isAfterWord)
                return null;
            (hasWord, isAfterWord) = (true, true);
        }
        return hasWord ? output.ToString() : null;
    }

    private static string? ReadDomain(ref FieldScanner scanner)
    {
        if (!scanner.SkipBlanks())
            return null;
        if (scanner.Skip('['))
            return ReadLiteral(ref scanner);
        var output = new StringBuilder();
        while (scanner.SkipBlanks() && ReadAtom(ref scanner) is { Length: > 0 } label)
        {
            output.Append(label);
            if (!scanner.SkipBlanks())
                return null;
            if (!scanner.Skip('.'))
                return output.ToString();
            output.Append('.');
        }
        return null;
    }

    // RFC 5322 §3.4.1, dtext; blanks are no part of it.
    private static string? ReadLiteral(ref FieldScanner scanner)
    {
        var output = new StringBuilder("[");
        for (; !scanner.IsAtEnd && scanner.Current is not (']' or '[' or '\\' or '<' or '>'); scanner.Advance())
            if (scanner.Current is >= ' ' and not '\x7F' or '\t')
                output.Append(scanner.Current is ' ' or '\t' ? "" : scanner.Current.ToString());
            else
                return null;
        return scanner.Skip(']') ? output.Append(']').ToString() : null;
    }

    private static string ReadAtom(ref FieldScanner scanner)
    {
        var start = scanner.Position;
        while (!scanner.IsAtEnd && MailAddress.IsAtomCharacter(scanner.Current))
            scanner.Advance();
        return scanner.Slice(start).ToString();
    }
}
