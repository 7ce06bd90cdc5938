using System.Collections.Immutable;
using System.Text.Json;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts.Configuration;

/// <summary>Reads <c>config.json</c> and <c>domains.json</c>: JSON (RFC 8259), comments and trailing commas allowed, unknown keys not.</summary>
/// <param name="file">The file's name for errors, relative to the root.</param>
internal sealed class SettingsReader(string file)
{
    private const int MaxForwards = 100_000;
    private const int MaxTargets = 1_000;

    private static readonly JsonDocumentOptions Json = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 8,
        AllowDuplicateProperties = false,
    };

    private static readonly string[] Keys =
        ["forwards", "limits", "local_part_folding", "max_message_size", "recipient_rejection", "subaddress_delimiter"];

    private static readonly string[] LimitKeys = ["max_sends_per_hour"];

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <param name="octets">The file; <see langword="null"/> where there is none.</param>
    /// <exception cref="AccountConfigurationException">It is not as it must be.</exception>
    public PartialSettings ReadSettings(byte[]? octets) => octets is null ? PartialSettings.Silent : Parse(octets, root => ReadSettings(root, ""));

    /// <summary>Reads <c>domains.json</c>: domains with what a <c>config.json</c> of theirs would hold.</summary>
    /// <exception cref="AccountConfigurationException">It is not as it must be.</exception>
    public ImmutableDictionary<string, PartialSettings> ReadDomains(byte[]? octets) =>
        octets is null ? ImmutableDictionary<string, PartialSettings>.Empty : Parse(octets, root =>
        {
            var domains = ImmutableDictionary.CreateBuilder<string, PartialSettings>(StringComparer.Ordinal);
            foreach (var member in Members(root, ""))
            {
                if (!MailboxName.TryCanonicalizeDomain(member.Name, out var domain))
                    throw Wrong(member.Name, "is not a domain name");
                domains[domain] = ReadSettings(member.Value, member.Name + ".");
            }
            return domains.ToImmutable();
        });

    private T Parse<T>(byte[] octets, Func<JsonElement, T> read)
    {
        try
        {
            // Editors of other systems begin a file with a byte order mark, which JSON does not know.
            var text = octets.AsMemory(octets.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
            using var document = JsonDocument.Parse(text, Json);
            return read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new AccountConfigurationException(file, "", $"not JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // What the reader says of text that is not Unicode (RFC 8259 §8.2).
            throw new AccountConfigurationException(file, "", $"not JSON: {e.Message}", e);
        }
    }

    private PartialSettings ReadSettings(JsonElement root, string prefix)
    {
        var settings = new PartialSettings();
        foreach (var member in Members(root, prefix))
            ReadMember(settings, member.Name, member.Value, prefix + member.Name);
        return settings;
    }

    private void ReadMember(PartialSettings settings, string name, JsonElement value, string key)
    {
        switch (name)
        {
            case "forwards":
                settings.Forwards = ReadForwards(value, key);
                break;
            case "limits":
                ReadLimits(settings, value, key);
                break;
            case "local_part_folding":
                settings.Folding = Choice(value, key, ("lower", LocalPartFolding.LowerCase), ("exact", LocalPartFolding.Exact));
                break;
            case "max_message_size":
                settings.MaxMessageSize = Number(value, key, long.MaxValue);
                break;
            case "recipient_rejection":
                settings.RecipientRejection = Choice(value, key, ("rcpt", DomainRecipientRejection.AtRcpt), ("data", DomainRecipientRejection.AfterData));
                break;
            case "subaddress_delimiter":
                settings.Delimiter = ReadDelimiter(value, key);
                break;
            default:
                throw Unknown(key, name, Keys);
        }
    }

    private void ReadLimits(PartialSettings settings, JsonElement value, string key)
    {
        foreach (var limit in Members(value, key))
            settings.MaxSendsPerHour = limit.Name == "max_sends_per_hour"
                ? (int)Number(limit.Value, $"{key}.{limit.Name}", int.MaxValue)
                : throw Unknown($"{key}.{limit.Name}", limit.Name, LimitKeys);
    }

    private ImmutableDictionary<string, ImmutableArray<EmailAddress>> ReadForwards(JsonElement value, string key)
    {
        var forwards = ImmutableDictionary.CreateBuilder<string, ImmutableArray<EmailAddress>>(StringComparer.Ordinal);
        foreach (var member in Members(value, key))
        {
            var entry = $"{key}.{member.Name}";
            if (member.Name != "*" && !MailboxName.TryCreate(member.Name, "example.com", LocalPartFolding.Exact, out _))
                throw Wrong(entry, "is neither a local part nor * for all others");
            if (forwards.Count == MaxForwards)
                throw Wrong(key, $"has more than {MaxForwards} entries");
            forwards[member.Name] = ReadTargets(member.Value, entry);
        }
        return forwards.ToImmutable();
    }

    private ImmutableArray<EmailAddress> ReadTargets(JsonElement value, string key)
    {
        var texts = value.ValueKind switch
        {
            JsonValueKind.String => (value.GetString() ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            JsonValueKind.Array => [.. value.EnumerateArray().Select(item => Text(item, key))],
            _ => throw Wrong(key, $"{Shown(value)} is neither addresses parted by commas nor a list of addresses"),
        };
        if (texts.Length > MaxTargets)
            throw Wrong(key, $"has more than {MaxTargets} addresses");
        return [.. texts.Select(text => EmailAddress.TryParse(text, out var address) ? address : throw Wrong(key, $"'{text}' is not an address of the form user@example.com"))];
    }

    private string ReadDelimiter(JsonElement value, string key) =>
        Text(value, key) is var text && (text.Length == 0 || (text.Length == 1 && char.IsAscii(text[0]) && (char.IsPunctuation(text[0]) || char.IsSymbol(text[0])) && text[0] is not ('@' or '.' or '"' or '\\' or '/')))
            ? text
            : throw Wrong(key, $"{Shown(value)} is neither one sign such as \"+\" or \"-\" nor \"\" for none");

    private JsonElement.ObjectEnumerator Members(JsonElement value, string key) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw Wrong(key.TrimEnd('.'), $"{Shown(value)} is not an object {{ … }}");

    private long Number(JsonElement value, string key, long most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 && number <= most
            ? number
            : throw Wrong(key, $"{Shown(value)} is not a whole number from 0 (no limit) to {most}");

    private string Text(JsonElement value, string key) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : throw Wrong(key, $"{Shown(value)} is not a text");

    private T Choice<T>(JsonElement value, string key, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        var names = new List<string>();
        foreach (var (name, choice) in choices)
        {
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(name))
                return choice;
            names.Add($"\"{name}\"");
        }
        throw Wrong(key, $"{Shown(value)} is not {string.Join(" or ", names)}");
    }

    private static string Shown(JsonElement value) => value.GetRawText() is var text && text.Length <= 80 ? text : text[..80] + "…";

    private AccountConfigurationException Unknown(string key, string name, string[] known) =>
        Wrong(key, "is not known" + (NearestName.Of(name, known) is { } nearest ? $"; did you mean {nearest}?" : "") + $" Known keys: {string.Join(", ", known)}.");

    private AccountConfigurationException Wrong(string key, string problem) => new(file, key, problem);
}
