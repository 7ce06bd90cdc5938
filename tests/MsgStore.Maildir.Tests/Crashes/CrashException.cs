namespace MsgStore.Maildir.Tests.Crashes;

/// <summary>The machine lost power; nothing works any more.</summary>
public sealed class CrashException() : Exception("The machine lost power.");
