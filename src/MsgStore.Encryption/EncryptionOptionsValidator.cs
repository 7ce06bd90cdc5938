using Microsoft.Extensions.Options;
using MsgStore.Encryption.Interop;

namespace MsgStore.Encryption;

/// <summary>What attributes check.</summary>
[OptionsValidator]
internal sealed partial class EncryptionOptionsAttributeValidator : IValidateOptions<EncryptionOptions>;

/// <summary>Stops the host at start where no key could ever be found, or the library is not there.</summary>
/// <param name="hasOwnKeys">Whether the application brings a key provider of its own.</param>
internal sealed class EncryptionOptionsValidator(Func<bool> hasOwnKeys) : IValidateOptions<EncryptionOptions>
{
    public ValidateOptionsResult Validate(string? name, EncryptionOptions options)
    {
        var failures = new List<string>(new EncryptionOptionsAttributeValidator().Validate(name, options).Failures ?? []);
        if (options.KeyRoot.Length == 0 && !hasOwnKeys())
            failures.Add("KeyRoot is needed: the folder with the users' keys, an absolute path.");
        else if (options.KeyRoot.Length > 0 && !Path.IsPathRooted(options.KeyRoot))
            failures.Add($"KeyRoot '{options.KeyRoot}' has to be an absolute path.");
        else if (options.KeyRoot.Length > 0 && !Directory.Exists(options.KeyRoot))
            failures.Add($"KeyRoot '{options.KeyRoot}' is not a folder, or may not be read.");
        try
        {
            Sodium.Require();
        }
        catch (NativeLibraryMissingException e)
        {
            failures.Add(e.Message);
        }
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
