namespace MsgStore.Protocols.Pop3;

/// <summary>Where a session stands (RFC 1939 §3). Sets of them say where a command is allowed.</summary>
[Flags]
internal enum Pop3States
{
    /// <summary>No state; the empty set.</summary>
    None = 0,

    /// <summary>Before the login.</summary>
    Authorization = 1,

    /// <summary>After it.</summary>
    Transaction = 2,

    /// <summary>Everywhere.</summary>
    Any = Authorization | Transaction,
}
