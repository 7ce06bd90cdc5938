using Microsoft.Extensions.Logging;
using MsgStore.Accounts;
using MsgStore.Content;

namespace MsgStore.Encryption;

/// <summary>What all decrypting stores of a process share.</summary>
/// <param name="Keys">Finds the keys appended mail is sealed for.</param>
/// <param name="Buffers">Holds what is sealed.</param>
/// <param name="Verdicts">What was found out about messages that do not say how they are stored.</param>
/// <param name="Logger">The log.</param>
internal sealed record OpeningServices(IKeyProvider Keys, ContentBufferFactory Buffers, Verdicts Verdicts, ILogger Logger);
