namespace MsgStore.Protocols.Wire;

/// <summary>What became of the line that was being read.</summary>
internal enum LineStatus
{
    /// <summary>More octets are needed.</summary>
    Incomplete,

    /// <summary>A whole line, ended by CRLF, is in the buffer.</summary>
    Complete,

    /// <summary>The line ended by CRLF but was longer than allowed; its octets are gone.</summary>
    TooLong,

    /// <summary>The line ended by CRLF but held a NUL; its octets are gone.</summary>
    Nul,

    /// <summary>A CR without LF or an LF without CR: where the line ends is a matter of opinion, so nothing after it may be read.</summary>
    BareLineEnd,

    /// <summary>So much longer than allowed that its end is not waited for.</summary>
    Endless,

    /// <summary>The peer has closed its side; a line begun is lost.</summary>
    EndOfInput,

    /// <summary>The time for this wait, or for the session, is over.</summary>
    TimedOut,

    /// <summary>The host asked idle sessions to leave.</summary>
    Draining,
}
