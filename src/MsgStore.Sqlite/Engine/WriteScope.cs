namespace MsgStore.Sqlite.Engine;

/// <summary>What a write works with: the connection, inside a transaction, and a list of what follows its commit.</summary>
/// <param name="connection">The writing connection.</param>
internal sealed class WriteScope(SqliteConnection connection)
{
    private List<Action>? _afterCommit;

    public SqliteConnection Connection { get; } = connection;

    /// <summary>Does something once the write is durable, and not at all if it does not come to that. It must not throw and must not take long.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    public void Committed()
    {
        if (_afterCommit is null)
            return;
        foreach (var action in _afterCommit)
            action();
    }
}
