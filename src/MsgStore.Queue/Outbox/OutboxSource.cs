namespace MsgStore.Queue.Outbox;

/// <summary>An application's database with an outbox.</summary>
public sealed class OutboxSource
{
    /// <summary>The path of the SQLite database; absolute.</summary>
    public string Database { get; set; } = "";

    /// <summary>The doorbell file, touched after a commit; <see langword="null"/> for the database's path with <c>-msgstore-bell</c> behind it.</summary>
    public string? Doorbell { get; set; }

    /// <summary>The doorbell that is watched.</summary>
    internal string Bell => Doorbell ?? QueueOutbox.DoorbellOf(Database);
}
