namespace MsgStore.Queue.Storage;

/// <summary>What time brought back into the line.</summary>
/// <param name="Due">Recipients whose time had come.</param>
/// <param name="Abandoned">Recipients whose lease had ended, or whose worker is gone.</param>
/// <param name="Next">When the next one is due or its lease ends; <see langword="null"/> for none. Not later than now where more were due than one call takes.</param>
public sealed record Revival(int Due, int Abandoned, DateTimeOffset? Next);
