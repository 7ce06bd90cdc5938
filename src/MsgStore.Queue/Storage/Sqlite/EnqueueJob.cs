using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Stores one message: looks for its key, makes room, writes its rows. Runs inside the writer's transaction, perhaps more than once.</summary>
internal sealed class EnqueueJob(QueueSubmission message, LocalContent content, QueueLimits limits)
{
    private const int MaxDisplaced = 1000;

    /// <summary>Stores it.</summary>
    public EnqueueResult Run(WriteScope scope)
    {
        var connection = scope.Connection;
        if (KeyRows.Find(connection, message) is { } first)
            return Leave(connection, new EnqueueResult.Duplicate(first));
        var displaced = new List<string>();
        if (MakeRoom(connection, displaced) is { } full)
            return Leave(connection, full);
        Insert(connection, message, content);
        return new EnqueueResult.Stored(displaced);
    }

    /// <summary>Writes the rows of a message.</summary>
    public static void Insert(SqliteConnection connection, QueueSubmission message, LocalContent content)
    {
        var id = MessageRows.Insert(connection, message, ContentRows.Attach(connection, content));
        foreach (var recipient in message.Recipients)
            RecipientRows.Insert(connection, recipient, id, message.EnqueuedAt);
        UsageRows.Add(connection, MessageRows.Sender(message.From), 1, content.WireSize);
        KeyRows.Insert(connection, message);
    }

    private EnqueueResult Leave(SqliteConnection connection, EnqueueResult result)
    {
        if (content.StagedId > 0)
            ContentRows.RemoveStaged(connection, content.StagedId);
        return result;
    }

    private EnqueueResult.Full? MakeRoom(SqliteConnection connection, List<string> displaced)
    {
        var ofSender = new Bounds(limits.MaxMessagesPerSender ?? long.MaxValue, limits.MaxOctetsPerSender ?? long.MaxValue);
        connection.Execute("SAVEPOINT room");
        try
        {
            if (!TryMakeRoom(connection, MessageRows.Sender(message.From), ofSender, displaced))
                return Undo(connection, new EnqueueResult.Full(ForSender: true));
            return TryMakeRoom(connection, sender: null, new Bounds(limits.MaxMessages, limits.MaxOctets), displaced)
                ? null
                : Undo(connection, new EnqueueResult.Full(ForSender: false));
        }
        finally
        {
            if (connection.IsInTransaction)
                connection.Execute("RELEASE room");
        }
    }

    // What was displaced for nothing goes back.
    private static EnqueueResult.Full Undo(SqliteConnection connection, EnqueueResult.Full full)
    {
        connection.Execute("ROLLBACK TO room");
        return full;
    }

    private bool TryMakeRoom(SqliteConnection connection, string? sender, Bounds bounds, List<string> displaced)
    {
        while (true)
        {
            var (messages, octets) = UsageRows.Read(connection, sender);
            if (messages < bounds.Messages && octets <= bounds.Octets - content.WireSize)
                return true;
            if (limits.Overflow != OverflowPolicy.DropLowest || displaced.Count >= MaxDisplaced
                || Displacement.Take(connection, sender, message.Priority, message.EnqueuedAt) is not { } id)
                return false;
            displaced.Add(id);
        }
    }

    private readonly record struct Bounds(long Messages, long Octets);
}
