namespace MsgStore.Hosting.Tls;

/// <summary>The certificates of this host's listeners.</summary>
public sealed class TlsOptions
{
    /// <summary>The section of a configuration that hosts read them from.</summary>
    public const string SectionName = "Tls";

    /// <summary>PEM file with the certificate first, then the ones that signed it. Read again when it changes.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file with the private key; <see langword="null"/> where it stands in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; set; }

    /// <summary>
    /// Folder in which a self-signed certificate for localhost is made, where no <see cref="CertificateFile"/> is given. Clients can be told to
    /// trust its <c>certificate.pem</c>, which can sign nothing. A new folder is for its owner alone. Not for a network. <see langword="null"/> makes none.
    /// </summary>
    public string? DevelopmentFolder { get; set; }

    /// <summary>
    /// Certificates for further names. A client that asks for a name (SNI, RFC 6066 §3) is shown the first certificate that is for it by its
    /// subjectAltName, wildcards included, and the one above where there is none.
    /// </summary>
    public IList<CertificateOptions> Further { get; } = [];

    /// <summary>Whether there is anything to offer TLS with.</summary>
    public bool IsConfigured => CertificateFile is not null || DevelopmentFolder is not null;
}

/// <summary>One certificate in files.</summary>
public sealed class CertificateOptions
{
    /// <summary>PEM file with the certificate first, then the ones that signed it. Read again when it changes.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>PEM file with the private key; <see langword="null"/> where it stands in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; set; }
}
