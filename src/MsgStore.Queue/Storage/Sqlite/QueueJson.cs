using System.Text.Json.Serialization;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Lists that go to SQLite as one value.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class QueueJson : JsonSerializerContext;
