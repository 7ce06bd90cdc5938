using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>What a host in this process logged at Information and above, in order.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> All { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            All.Enqueue(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
