using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DnsClient;
using DnsClient.Protocol;

namespace MsgStore.Protocols.Dns;

/// <summary>Reads the library's records as ours.</summary>
internal sealed class DnsRecordReader
{
    private const int Dname = 39;
    private const int MaxName = 255;
    private const int PointerLength = 2;

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the answers of a response that has one question.</summary>
    /// <param name="response">The response.</param>
    /// <param name="records">Those of types that mail has need of.</param>
    /// <returns>False where a name is none, or does not come from the response.</returns>
    public static bool TryRead(IDnsQueryResponse response, out ImmutableArray<DnsRecord> records)
    {
        var reader = new DnsRecordReader();
        reader._names.Add(response.Questions[0].QueryName.Original);
        var read = ImmutableArray.CreateBuilder<DnsRecord>();
        foreach (var record in response.Answers)
        {
            if (!reader.TryRead(record, out var one))
            {
                records = [];
                return false;
            }

            if (one is not null)
                read.Add(one);
        }

        records = read.ToImmutable();
        return true;
    }

    private bool TryRead(DnsResourceRecord record, out DnsRecord? read)
    {
        // An owner is as it was sent only here; elsewhere the library has decoded its A-labels.
        var name = Name(record.DomainName.Original);
        _names.Add(record.DomainName.Original);

        // The highest bit means zero (RFC 2181 §8).
        var timeToLive = TimeSpan.FromSeconds(Math.Max(0, record.InitialTimeToLive));
        read = record switch
        {
            { RecordClass: not QueryClass.IN } => null,
            AddressRecord address => new DnsRecord.Address(address.Address) { Name = name, TimeToLive = timeToLive },
            CNameRecord alias => new DnsRecord.Alias(Name(alias.CanonicalName.Value)) { Name = name, TimeToLive = timeToLive },
            MxRecord mx => new DnsRecord.MailExchange(mx.Preference, Name(mx.Exchange.Value)) { Name = name, TimeToLive = timeToLive },
            TxtRecord { RecordType: ResourceRecordType.TXT } txt =>
                new DnsRecord.Text(string.Concat(txt.Text.Zip(txt.EscapedText, Text))) { Name = name, TimeToLive = timeToLive },
            _ => null,
        };
        return record switch
        {
            CNameRecord alias => IsSent(alias.CanonicalName.Value, record.RawDataLength),
            MxRecord mx => IsSent(mx.Exchange.Value, record.RawDataLength - sizeof(ushort)),
            UnknownRecord { RecordType: (ResourceRecordType)Dname } dname => IsSent(new DnsDatagramReader(dname.Data.ToArray()).ReadDnsName().Value, record.RawDataLength),
            _ => true,
        };
    }

    /// <summary>Tells a name that was sent from one that was not, and keeps it for those after it to point to.</summary>
    /// <remarks>
    /// The library follows pointers (RFC 1035 §4.1.4) beyond the end of the response, where its buffer has what this process wrote there before: that must not
    /// become a name, and then a question to others. So a name stands in full, or what its pointer led to is the end of a name before it.
    /// </remarks>
    private bool IsSent(string name, int length)
    {
        var octets = name == "." ? 1 : Octets(name).Count() + 1;
        if (octets > MaxName)
            return false;
        var written = octets == length ? name.Length : Octets(name).ElementAtOrDefault(length - PointerLength);
        var ending = name[Math.Min(written, name.Length)..];
        if (octets != length && (length < PointerLength || ending.Length == 0
            || !_names.Any(known => known.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && (known.Length == ending.Length || known[^(ending.Length + 1)] == '.'))))
            return false;
        _names.Add(name);
        return true;
    }

    /// <summary>Where each octet begins in a name as the library escapes it; a dot stands for the octet of a length.</summary>
    private static IEnumerable<int> Octets(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            yield return i;
            if (name[i] == '\\')
                i += i + 1 < name.Length && char.IsAsciiDigit(name[i + 1]) ? 3 : 1;
        }
    }

    private static string Name(string name) => (name.EndsWith('.') ? name[..^1] : name).ToLowerInvariant();

    // The library gives a text as UTF-8, and escaped; neither alone tells the octets. Where they are UTF-8 both together do.
    private static string Text(string text, string escaped)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        return DnsDatagramReader.ParseString(octets) == escaped ? Encoding.Latin1.GetString(octets) : Unescape(escaped);
    }

    // Where they are not, "\200" written out cannot be told from the octet 200, for the library does not escape the backslash.
    private static string Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\' || i + 1 == escaped.Length)
                text.Append(escaped[i]);
            else if (escaped[i + 1] == '"')
                text.Append(escaped[++i]);
            else if (i + 3 < escaped.Length && byte.TryParse(escaped.AsSpan(i + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet)
                && octet is < 32 or > 126)
            {
                text.Append((char)octet);
                i += 3;
            }
            else
                text.Append('\\');
        }

        return text.ToString();
    }
}
