using System.Globalization;

namespace MsgStore.Sieve.Svtest;

/// <summary>Settings of the dialect, by their names there, as options of the engine.</summary>
internal sealed class SvtestSettings
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public void Set(string key, string? value)
    {
        if (value is null)
            _values.Remove(key);
        else
            _values[key] = value;
    }

    public string? Get(string key) => _values.GetValueOrDefault(key);

    public SieveOptions ToOptions(SieveOptions defaults) => defaults with
    {
        Capabilities = SvtestHost.Language.Capabilities.ToHashSet(StringComparer.Ordinal),
        SubaddressSeparators = Get("recipient_delimiter") ?? "+",
        MaxVariableOctets = Number("sieve_variables_max_variable_size") ?? Number("sieve_variables_max_value_size") ?? 4096,
        MaxIncludes = Number("sieve_include_max_includes") ?? 255,
        MaxIncludeDepth = Number("sieve_include_max_nesting_depth") ?? 10,
        MaxAddedHeaderOctets = Number("sieve_editheader_max_header_size") is > 0 and var size ? Math.Max(1024, size) : 2048,
        Vacation = new()
        {
            MinPeriod = Seconds("sieve_vacation_min_period") ?? TimeSpan.FromDays(1),
            DefaultSubject = Get("sieve_vacation_default_subject") is { Length: > 0 } subject ? subject : "Automated reply",
            SubjectTemplate = Get("sieve_vacation_default_subject_template") is { Length: > 0 } template ? template.Replace("%{subject}", "{subject}", StringComparison.Ordinal) : "Auto: {subject}",
            AnswersHeaderSender = Get("sieve_vacation_to_header_ignore_envelope") == "yes",
            SendsFromRecipient = Get("sieve_vacation_send_from_recipient") == "yes",
            KnowsOriginalRecipient = Get("sieve_vacation_use_original_recipient") == "yes",
            IgnoreRecipients = Get("sieve_vacation_check_recipient") == "no",
        },
        EditHeader = EditHeader(),
        Spamtest = Status("sieve_spamtest"),
        Virustest = Status("sieve_virustest"),
    };

    private EditHeaderOptions EditHeader()
    {
        var options = new EditHeaderOptions();
        // Subject cannot be protected in the dialect.
        foreach (var name in (Get("sieve_editheader_header") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(name => name != "subject"))
        {
            var field = Get($"sieve_editheader_header/{name}/name") ?? name;
            if (Get($"sieve_editheader_header/{name}/forbid_add") == "yes")
                options = options with { NeverAdded = options.NeverAdded.Append(field).ToHashSet(StringComparer.OrdinalIgnoreCase) };
            if (Get($"sieve_editheader_header/{name}/forbid_delete") == "yes")
                options = options with { NeverDeleted = options.NeverDeleted.Append(field).ToHashSet(StringComparer.OrdinalIgnoreCase) };
        }
        return options;
    }

    // Without a header the environment is asked, which has no verdict.
    private StatusHeaderOptions? Status(string prefix)
    {
        if (Get(prefix + "_status_header") is not { } status)
            return null;
        var (header, pattern) = Split(status);
        var (maxHeader, maxPattern) = Get(prefix + "_score_max_header") is { } max ? Split(max) : (null, null);
        var options = new StatusHeaderOptions
        {
            Header = header!,
            Pattern = pattern,
            Kind = Get(prefix + "_status_type") switch { "strlen" => StatusKind.Length, "text" => StatusKind.Text, _ => StatusKind.Score },
            MaxHeader = maxHeader,
            MaxPattern = maxPattern,
            MaxValue = double.TryParse(Get(prefix + "_score_max_value") ?? Get(prefix + "_max_value"), CultureInfo.InvariantCulture, out var value) ? value : null,
        };
        for (var at = 0; at <= 10; at++)
            if (Get($"{prefix}_text_value/{at}") is { } text)
                options = options with { TextValues = new Dictionary<string, int>(options.TextValues, StringComparer.OrdinalIgnoreCase) { [text] = at } };
        return options;
    }

    private static (string? Header, string? Pattern) Split(string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (value.Trim(), null) : (value[..colon].Trim(), value[(colon + 1)..].Trim());
    }

    private int? Number(string key)
    {
        if (Get(key) is not { } text)
            return null;
        var factor = text[^1] is 'k' or 'K' ? 1024 : 1;
        return int.TryParse(factor == 1 ? text : text[..^1], CultureInfo.InvariantCulture, out var number) ? number * factor : null;
    }

    private TimeSpan? Seconds(string key)
    {
        if (Get(key) is not { } text)
            return null;
        var unit = text[^1] switch { 'd' => 86400, 'h' => 3600, 'm' => 60, _ => 1 };
        return int.TryParse(text.TrimEnd('d', 'h', 'm', 's'), CultureInfo.InvariantCulture, out var number) ? TimeSpan.FromSeconds((double)number * unit) : null;
    }
}
