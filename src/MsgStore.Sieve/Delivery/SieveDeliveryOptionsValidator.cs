using Microsoft.Extensions.Options;

namespace MsgStore.Sieve.Delivery;

/// <summary>Stops the host where an option is out of its range or names what is not there.</summary>
internal sealed class SieveDeliveryOptionsValidator : IValidateOptions<SieveDeliveryOptions>
{
    private readonly SieveDeliveryRanges _ranges = new();

    public ValidateOptionsResult Validate(string? name, SieveDeliveryOptions options)
    {
        var failures = new List<string>();
        if (_ranges.Validate(name, options) is { Failed: true, Failures: { } found })
            failures.AddRange(found);
        foreach (var file in options.Before.Concat(options.After).Where(file => !File.Exists(file)))
            failures.Add($"The site script '{file}' is not there; correct Before and After of the Sieve options.");
        failures.AddRange(options.Lists.Where(list => list.Name.Length == 0 || !File.Exists(list.Path))
            .Select(list => $"The list '{list.Name}' of the Sieve options has the file '{list.Path}', which is not there; correct Name and Path in Lists."));
        failures.AddRange(options.Lists.GroupBy(list => list.Name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1)
            .Select(same => $"The list '{same.Key}' stands twice in Lists of the Sieve options; remove one."));
        if (options.MaxListRecipients > options.MaxRedirectCopies)
            failures.Add($"MaxListRecipients {options.MaxListRecipients} of the Sieve options is above MaxRedirectCopies {options.MaxRedirectCopies}, so that the longest lists could not be sent to; raise MaxRedirectCopies or lower MaxListRecipients.");
        if (options.GlobalRoot is { } root && !Directory.Exists(root))
            failures.Add($"GlobalRoot of the Sieve options, '{root}', is no folder.");
        if (options.ScriptRoot is { Length: 0 })
            failures.Add("ScriptRoot of the Sieve options is empty; name a folder or leave it out.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

[OptionsValidator]
internal sealed partial class SieveDeliveryRanges : IValidateOptions<SieveDeliveryOptions>;
