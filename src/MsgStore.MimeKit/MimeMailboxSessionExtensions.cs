using MimeKit;
using MsgStore.Mailboxes;

namespace MsgStore.MimeKit;

/// <summary>Reads stored messages as <see cref="MimeMessage"/>.</summary>
public static class MimeMailboxSessionExtensions
{
    /// <summary>Reads a whole message. It stands on its own: nothing of the session or the store is held open by it.</summary>
    /// <remarks>
    /// Bodies are in memory once; where the store has the message there already, they are its octets and not copied. For a large message of which only
    /// some parts are wanted, see <see cref="OpenMimeMessageAsync"/>. A sealed message is as long in memory, in plaintext.
    /// </remarks>
    /// <param name="session">The folder.</param>
    /// <param name="key">The message.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Storage.MsgStoreException">MessageNotFound: not in the snapshot. MessageExpunged: removed since. DecryptionFailed, Corrupt, Unavailable.</exception>
    /// <exception cref="FormatException">The octets are no Internet message to MimeKit, which wants a field or an empty line to begin with; <see cref="IMailboxSession.RetrieveAsync"/> gives them.</exception>
    public static async ValueTask<MimeMessage> GetMimeMessageAsync(this IMailboxSession session, MessageKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var stream = await session.RetrieveAsync(key, cancellationToken).ConfigureAwait(false);
        // Octets in memory hold nothing that must be given back, so the message may keep their stream.
        if (stream is MemoryStream)
            return await new MimeParser(stream, MimeFormat.Entity, persistent: true).ParseMessageAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
            return await new MimeParser(stream, MimeFormat.Entity, persistent: false).ParseMessageAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a message's structure and leaves its bodies in the store, each read when it is asked for.</summary>
    /// <remarks>The store's stream outlives the session, and the message its removal (<see cref="IMailboxSession.RetrieveAsync"/>).</remarks>
    /// <param name="session">The folder.</param>
    /// <param name="key">The message.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The message with the stream it reads from, which the caller disposes.</returns>
    /// <exception cref="Storage.MsgStoreException">MessageNotFound: not in the snapshot. MessageExpunged: removed since. DecryptionFailed, Corrupt, Unavailable.</exception>
    /// <exception cref="FormatException">The octets are no Internet message to MimeKit, which wants a field or an empty line to begin with; <see cref="IMailboxSession.RetrieveAsync"/> gives them.</exception>
    public static async ValueTask<OpenedMimeMessage> OpenMimeMessageAsync(this IMailboxSession session, MessageKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var stream = await session.RetrieveAsync(key, cancellationToken).ConfigureAwait(false);
        try
        {
            var message = await new MimeParser(stream, MimeFormat.Entity, persistent: true).ParseMessageAsync(cancellationToken).ConfigureAwait(false);
            return new OpenedMimeMessage(message, stream);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
