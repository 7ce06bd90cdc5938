namespace MsgStore.Protocols.Smtp.Commands;

/// <summary>The commands that do little (RFC 5321 §4.1.1.5, §4.1.1.8 to §4.1.1.10).</summary>
internal static class SimpleCommands
{
    private static readonly SmtpReply Help = SmtpReply.Of(214, "2.0.0", "See RFC 5321");

    public static ValueTask<SmtpReply?> RsetAsync(SmtpContext context, CancellationToken cancellationToken)
    {
        if (!IsBlank(context.Argument))
            return new(SmtpReplies.NoArgument);
        context.Reset();
        return new(SmtpReplies.Ok);
    }

    public static ValueTask<SmtpReply?> QuitAsync(SmtpContext context, CancellationToken cancellationToken) =>
        new(IsBlank(context.Argument) ? SmtpReplies.Bye : SmtpReplies.NoArgument);

    public static ValueTask<SmtpReply?> NoopAsync(SmtpContext context, CancellationToken cancellationToken) => new(SmtpReplies.Ok);

    public static ValueTask<SmtpReply?> HelpAsync(SmtpContext context, CancellationToken cancellationToken) => new(Help);

    public static ValueTask<SmtpReply?> NotImplementedAsync(SmtpContext context, CancellationToken cancellationToken) => new(SmtpReplies.NotImplemented);

    /// <summary>Whether nothing but blanks follows the verb.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> argument) => argument.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;
}
