namespace MsgStore.Queue.Outbox;
/// <summary>x</summary>
public static class QueueOutbox { internal static string DoorbellOf(string database) => database + "-msgstore-bell"; }
