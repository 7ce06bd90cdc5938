using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>A filter as SQL. Its values are always bound, never part of the text.</summary>
internal static class FilterSql
{
    /// <summary>The condition over <c>recipients r</c> and <c>messages m</c>; takes parameters 1 to 9.</summary>
    public const string Condition =
        """
        (?1 IS NULL OR m.queue_id=?1) AND (?2 IS NULL OR r.state=?2) AND (?3 IS NULL OR m.sender=?3 COLLATE NOCASE)
        AND (?4 IS NULL OR r.address=?4 COLLATE NOCASE) AND (?5 IS NULL OR r.address LIKE '%@' || replace(replace(?5, '_', '\_'), '%', '\%') ESCAPE '\')
        AND (?6 IS NULL OR r.destination=?6) AND (?7 IS NULL OR m.tenant=?7) AND (?8 IS NULL OR r.priority=?8) AND (?9 IS NULL OR r.enqueued_at<?9)
        """;

    /// <summary>The source of rows: through the message where the filter names one, through the state's index where it names that.</summary>
    public static string From(QueueFilter filter) =>
        filter.QueueId is null ? "recipients r JOIN messages m ON m.id=r.message_id" : "messages m CROSS JOIN recipients r ON r.message_id=m.id AND m.queue_id=?1";

    /// <summary>The values of parameters 1 to 9, and more behind them.</summary>
    public static SqlValue[] Values(QueueFilter filter, params ReadOnlySpan<SqlValue> more) =>
    [
        filter.QueueId, (long?)filter.State, filter.Sender, filter.Recipient, filter.Domain, filter.Destination, filter.Tenant,
        (long?)filter.Priority, filter.Before?.ToRow(), .. more,
    ];
}
