namespace MsgStore.Protocols.Pop3.Commands;

/// <summary>CAPA (RFC 2449 §5).</summary>
internal static class CapaCommand
{
    public static ValueTask<Pop3Reply?> RunAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        if (!MessageNumber.IsBlank(context.Argument))
            return new(Pop3Replies.NoArgument);
        var connection = context.Connection;
        connection.Write("+OK Capability list follows\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nUTF8 USER\r\n"u8);
        if (context.OffersLogin)
            connection.Write("USER\r\nSASL PLAIN\r\n"u8);
        if (context.OffersTls && context.Maildrop is null)
            connection.Write("STLS\r\n"u8);
        connection.Write(".\r\n"u8);
        return new(Pop3Reply.Written);
    }
}
