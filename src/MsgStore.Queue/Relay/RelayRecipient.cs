using MsgStore.Delivery;

namespace MsgStore.Queue.Relay;

/// <summary>One forward-path of a message that goes to a hop.</summary>
/// <param name="Address">The address.</param>
/// <param name="Dsn">NOTIFY and ORCPT to pass on where the hop knows them; <see langword="null"/> for neither.</param>
public sealed record RelayRecipient(EmailAddress Address, RecipientDsn? Dsn = null);
