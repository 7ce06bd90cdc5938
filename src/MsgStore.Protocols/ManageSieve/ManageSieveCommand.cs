namespace MsgStore.Protocols.ManageSieve;

/// <summary>A command: when it may come, how many arguments it has, and what serves it.</summary>
/// <param name="Verb">Its name.</param>
/// <param name="ForUsers">True: after a login; false: before; <see langword="null"/>: always.</param>
/// <param name="Arguments">The fewest and the most arguments.</param>
/// <param name="Run">Serves it; a result of <see langword="null"/> ends the session without a word.</param>
internal sealed record ManageSieveCommand(
    string Verb, bool? ForUsers, (int Least, int Most) Arguments,
    Func<ManageSieveContext, ManageSieveRequest, CancellationToken, ValueTask<ManageSieveReply?>> Run);
