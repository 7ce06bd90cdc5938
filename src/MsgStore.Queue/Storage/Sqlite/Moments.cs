namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Moments as the tables hold them.</summary>
internal static class Moments
{
    /// <summary>Milliseconds since 1970 UTC.</summary>
    public static long ToRow(this DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();

    /// <summary>From milliseconds since 1970 UTC.</summary>
    public static DateTimeOffset FromRow(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
