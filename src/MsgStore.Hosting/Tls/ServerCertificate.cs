using System.Diagnostics;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MsgStore.Hosting.Tls;

/// <summary>
/// The certificates of this host, chosen by the name that a client asks for and read again when their files change. TLS 1.2 and 1.3 with forward
/// secrecy and authenticated encryption only (RFC 9325 §3.1, §4.2).
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="options">Where they are.</param>
/// <param name="timeProvider">The clock of the look at the files.</param>
/// <param name="logger">Takes the news.</param>
public sealed class ServerCertificate(IOptions<TlsOptions> options, TimeProvider timeProvider, ILogger<ServerCertificate> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, CertificatePair> _byName = new(StringComparer.OrdinalIgnoreCase);
    private CertificatePair[]? _pairs;
    private long _looked;

    /// <summary>Whether the host can offer TLS.</summary>
    public bool IsConfigured => options.Value.IsConfigured;

    /// <summary>The settings of the next handshake.</summary>
    /// <param name="serverName">
    /// The name the client asks for (RFC 6066 §3). The first certificate serves where it is <see langword="null"/> or no certificate is for it: the
    /// client decides whether that will do.
    /// </param>
    /// <exception cref="InvalidOperationException">No certificate is configured, or one could never be read yet; the message says why.</exception>
    public SslServerAuthenticationOptions For(string? serverName)
    {
        lock (_lock)
        {
            if (_pairs is null || _pairs.Any(pair => pair.Settings is null) || timeProvider.GetElapsedTime(_looked) > LookEvery)
                Look();
            if (_pairs is not [var first, ..])
                throw new InvalidOperationException("There is no certificate; set Tls:CertificateFile, or Tls:DevelopmentFolder for trying things out.");
            foreach (var pair in _pairs)
                if (pair.Settings is null)
                    throw new InvalidOperationException(pair.Failure);
            return (Find(serverName) ?? first).Settings!; // All have them, as was seen just now.
        }
    }

    /// <summary>Waits at a host's start until all pairs are good: it may start in the middle of a renewal, or beside another that makes the pair.</summary>
    /// <exception cref="InvalidOperationException">One was not within a few seconds.</exception>
    internal async ValueTask WaitForFirstAsync(CancellationToken cancellationToken)
    {
        for (var start = Stopwatch.GetTimestamp(); ; await Task.Delay(StartPause, cancellationToken).ConfigureAwait(false))
            try
            {
                _ = For(null);
                return;
            }
            catch (InvalidOperationException) when (Stopwatch.GetElapsedTime(start) < StartLimit)
            {
                // Looked at again.
            }
    }

    // A wildcard stands for exactly one label, the first (RFC 6125 §6.4.3).
    private CertificatePair? Find(string? serverName)
    {
        if (serverName?.TrimEnd('.') is not { Length: > 0 } name)
            return null;
        if (_byName.TryGetValue(name, out var exact))
            return exact;
        return name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? _byName.GetValueOrDefault("*" + name[dot..]) : null;
    }

    private void Look()
    {
        _looked = timeProvider.GetTimestamp();
        _pairs ??= [.. Pairs()];
        var isChanged = false;
        foreach (var pair in _pairs)
            isChanged |= pair.Look();
        if (!isChanged)
            return;
        // Of two that are for one name the one that is named first serves.
        _byName.Clear();
        foreach (var pair in _pairs)
            foreach (var name in pair.Names)
                _byName.TryAdd(name, pair);
    }

    private IEnumerable<CertificatePair> Pairs()
    {
        if (options.Value.CertificateFile is { } file)
            yield return Pair(file, options.Value.KeyFile);
        else if (options.Value.DevelopmentFolder is { } folder)
            yield return new CertificatePair(() => DevelopmentCertificate.Ensure(folder, timeProvider.GetUtcNow()), folder, timeProvider, logger);
        foreach (var further in options.Value.Further)
            yield return Pair(further.CertificateFile, further.KeyFile);
    }

    private CertificatePair Pair(string certificateFile, string? keyFile) => new(() => (certificateFile, keyFile ?? certificateFile), certificateFile, timeProvider, logger);
}
