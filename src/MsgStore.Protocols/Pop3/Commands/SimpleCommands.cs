namespace MsgStore.Protocols.Pop3.Commands;

/// <summary>The commands that do little (RFC 1939 §5).</summary>
internal static class SimpleCommands
{
    public static ValueTask<Pop3Reply?> NoopAsync(Pop3Context context, CancellationToken cancellationToken) =>
        new(MessageNumber.IsBlank(context.Argument) ? Pop3Replies.Ok : Pop3Replies.NoArgument);

    public static ValueTask<Pop3Reply?> DeleAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        // The table lets this through only after the login, which made the maildrop.
        var maildrop = context.Maildrop!;
        if (MessageNumber.Read(context.Argument, maildrop, out var number) is { } refusal)
            return new(refusal);
        maildrop.Delete(number);
        return new(Pop3Reply.Ok($"message {number} deleted"));
    }

    public static ValueTask<Pop3Reply?> RsetAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        if (!MessageNumber.IsBlank(context.Argument))
            return new(Pop3Replies.NoArgument);
        var maildrop = context.Maildrop!; // As above.
        maildrop.Undelete();
        return new(Pop3Reply.Ok($"maildrop has {maildrop.Count} messages ({maildrop.Size} octets)"));
    }
}
