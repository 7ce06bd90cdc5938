using Microsoft.Extensions.Options;

namespace MsgStore.Hosting.Tls;

/// <summary>Names the file that is missing before a client finds out.</summary>
internal sealed class TlsOptionsValidator : IValidateOptions<TlsOptions>
{
    public ValidateOptionsResult Validate(string? name, TlsOptions options)
    {
        if (options is { KeyFile: not null, CertificateFile: null })
            return ValidateOptionsResult.Fail("Tls:KeyFile is given without Tls:CertificateFile; name both.");
        if (options.Further.Count > 0 && !options.IsConfigured)
            return ValidateOptionsResult.Fail("Tls:Further is given without Tls:CertificateFile, which is shown to clients that ask for no name or for another; name it.");
        foreach (var (key, file) in Files(options))
            if (file is not null && !File.Exists(file))
                return ValidateOptionsResult.Fail($"Tls:{key} is '{file}', and there is no such file; name a PEM file or leave the key out.");
        return ValidateOptionsResult.Success;
    }

    private static IEnumerable<(string Key, string? File)> Files(TlsOptions options)
    {
        yield return (nameof(options.CertificateFile), options.CertificateFile);
        yield return (nameof(options.KeyFile), options.KeyFile);
        foreach (var (index, further) in options.Further.Index())
        {
            yield return ($"{nameof(options.Further)}:{index}:{nameof(further.CertificateFile)}", further.CertificateFile);
            yield return ($"{nameof(options.Further)}:{index}:{nameof(further.KeyFile)}", further.KeyFile);
        }
    }
}
