using Microsoft.Extensions.Options;

namespace MsgStore.Hosting.Tls;

/// <summary>Names the file that is missing before a client finds out.</summary>
internal sealed class TlsOptionsValidator : IValidateOptions<TlsOptions>
{
    public ValidateOptionsResult Validate(string? name, TlsOptions options)
    {
        foreach (var (key, file) in new[] { (nameof(options.CertificateFile), options.CertificateFile), (nameof(options.KeyFile), options.KeyFile) })
            if (file is not null && !File.Exists(file))
                return ValidateOptionsResult.Fail($"Tls:{key} is '{file}', and there is no such file; name a PEM file or leave the key out.");
        return options is { KeyFile: not null, CertificateFile: null }
            ? ValidateOptionsResult.Fail("Tls:KeyFile is given without Tls:CertificateFile; name both.")
            : ValidateOptionsResult.Success;
    }
}
