using Microsoft.Extensions.Options;

namespace MsgStore.Encryption.Passwords;

/// <summary>What attributes check.</summary>
[OptionsValidator]
internal sealed partial class PasswordHashOptionsAttributeValidator : IValidateOptions<PasswordHashOptions>;

/// <summary>Stops the host at start for costs that could not work together, or a library that is not there.</summary>
internal sealed class PasswordHashOptionsValidator : IValidateOptions<PasswordHashOptions>
{
    public ValidateOptionsResult Validate(string? name, PasswordHashOptions options)
    {
        var failures = new List<string>(new PasswordHashOptionsAttributeValidator().Validate(name, options).Failures ?? []);
        if (options.MemoryKiB < 8 * options.Parallelism)
            failures.Add($"MemoryKiB {options.MemoryKiB} is too little: {options.Parallelism} lanes need at least {8 * options.Parallelism} (RFC 9106 §3.1).");
        CheckLimit("MemoryKiB", options.MemoryKiB, options.MaxMemoryKiB);
        CheckLimit("Iterations", options.Iterations, options.MaxIterations);
        CheckLimit("Parallelism", options.Parallelism, options.MaxParallelism);
        if (FindMissingLibrary() is { } missing)
            failures.Add(missing);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void CheckLimit(string key, int value, int limit)
        {
            if (value > limit)
                failures.Add($"{key} {value} exceeds Max{key} {limit}: new hashes would never verify.");
        }
    }

    private static string? FindMissingLibrary()
    {
        try
        {
            Interop.Sodium.Require();
            return null;
        }
        catch (NativeLibraryMissingException e)
        {
            return e.Message;
        }
    }
}
