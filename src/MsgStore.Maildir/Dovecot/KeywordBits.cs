namespace MsgStore.Maildir.Dovecot;

/// <summary>Letters for keywords.</summary>
/// <param name="Bits">Bit n is the letter <c>a</c> + n.</param>
/// <param name="List">The folder's list, which names them.</param>
/// <param name="IsComplete">False where letters ran out and keywords were left away.</param>
internal sealed record KeywordBits(uint Bits, KeywordList List, bool IsComplete = true);
