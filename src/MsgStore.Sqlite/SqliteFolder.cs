using MsgStore.Mailboxes;

namespace MsgStore.Sqlite;

/// <summary>A folder that new mailboxes get.</summary>
/// <param name="Name">Its name, with <c>/</c> between levels.</param>
/// <param name="SpecialUse">What it is for; <see langword="null"/> for an ordinary folder.</param>
public sealed record SqliteFolder(string Name, SpecialUse? SpecialUse);
