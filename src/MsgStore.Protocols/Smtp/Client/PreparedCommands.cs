namespace MsgStore.Protocols.Smtp.Client;

/// <summary>The commands of a transaction, without CRLF.</summary>
/// <param name="Mail">MAIL with its parameters.</param>
/// <param name="Recipients">RCPT with its parameters, one per recipient of the envelope; empty for one that is not asked for.</param>
internal sealed record PreparedCommands(string Mail, string[] Recipients);
