namespace MsgStore.Protocols.Pop3.Commands;

/// <summary>UTF8 (RFC 6856 §2). Messages are sent as they are stored with or without it: nothing here can downgrade a header.</summary>
internal static class Utf8Command
{
    private static readonly Pop3Reply Enabled = Pop3Reply.Ok("UTF8 enabled");

    public static ValueTask<Pop3Reply?> RunAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        if (!MessageNumber.IsBlank(context.Argument))
            return new(Pop3Replies.NoArgument);
        context.IsUtf8 = true;
        return new(Enabled);
    }
}
