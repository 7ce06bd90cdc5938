namespace MsgStore.Queue.Storage;

/// <summary>How long what is over is kept.</summary>
/// <param name="Done">Recipients that were served.</param>
/// <param name="Dead">Dead letters.</param>
/// <param name="Keys">Idempotency keys, from the submission on.</param>
public sealed record QueueRetention(TimeSpan Done, TimeSpan Dead, TimeSpan Keys);
