using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using MsgStore.Accounts.Configuration;
using MsgStore.Posix;

namespace MsgStore.Accounts.Files;

/// <summary>A file's meaning, read again when the file has changed, which is looked at once a second at most.</summary>
/// <remarks>Safe for concurrent use. A new version that is broken or cannot be read is logged once, and the old one stays.</remarks>
/// <param name="path">Where it is.</param>
/// <param name="time">The clock.</param>
/// <param name="parse">Gives its meaning; <see langword="null"/> stands for a file that does not exist.</param>
/// <param name="report">Told of a broken version.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asked for holds nothing that must be released.")]
internal sealed class WatchedFile<T>(string path, TimeProvider time, Func<byte[]?, T> parse, Action<Exception> report) where T : class
{
    private const int MaxOctets = 64 * 1024 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile State? _state;

    /// <summary>The meaning of the newest version that could be read.</summary>
    /// <exception cref="AccountConfigurationException">No version could ever be read, and the present one is broken.</exception>
    /// <exception cref="IOException">No version could ever be read, and the present one cannot be.</exception>
    public async ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        if (IsFresh(_state))
            return _state!.Result; // IsFresh is false for null.
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!IsFresh(_state))
                _state = Look(_state);
            return _state!.Result; // Set by the line before.
        }
        finally
        {
            _reading.Release();
        }
    }

    private bool IsFresh(State? state) => state is not null && time.GetElapsedTime(state.LookedAt) < Interval;

    private State Look(State? old)
    {
        var now = time.GetTimestamp();
        var version = old?.Version;
        try
        {
            version = FileVersion.Look(path, MaxOctets, old?.Version, time);
            // Content stays broken until the file changes; an I/O error may pass by itself.
            if (old is { Failure: null or AccountConfigurationException } && ReferenceEquals(version?.Octets, old.Version?.Octets))
                return old with { LookedAt = now, Version = version };
            return new State(now, version, parse(version?.Octets), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AccountConfigurationException)
        {
            if (old?.Failure is null || e.Message != old.Failure.Message || !ReferenceEquals(version?.Octets, old.Version?.Octets))
                report(e);
            return new State(now, version, old?.Value, e);
        }
    }

    private sealed record State(long LookedAt, FileVersion? Version, T? Value, Exception? Failure)
    {
        public T Result
        {
            get
            {
                // Without a value there is the reason why.
                if (Value is null)
                    ExceptionDispatchInfo.Throw(Failure!);
                return Value;
            }
        }
    }
}
