using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Delivery;

/// <summary>Carries out the actions of an extension of your own at delivery; registered with <c>AddSieveExtension</c> or <c>AddSieveActionHandler</c>.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface ISieveActionHandler
{
    /// <summary>Whether this handler carries the action out. The first registered that does gets it; what none does keeps the message and tells the owner.</summary>
    bool Handles(SieveAction action);

    /// <summary>
    /// Carries an action out, before the recipient's copies are stored: whatever fails later makes the peer try again, so that the same action, known by
    /// <see cref="SieveActionContext.IdempotencyKey"/>, has to be the same thing when it is done again. A message that a script rejects has no other action.
    /// </summary>
    /// <param name="context">The action, and the message it is about.</param>
    /// <param name="cancellationToken">Ends the delivery.</param>
    /// <returns><see langword="null"/> where it is done; else why it cannot be, in a sentence for the owner of the script, who keeps the message.</returns>
    /// <exception cref="Storage.MsgStoreException">One that is transient puts the message off; any other exception keeps it.</exception>
    ValueTask<string?> RunAsync(SieveActionContext context, CancellationToken cancellationToken = default);
}
