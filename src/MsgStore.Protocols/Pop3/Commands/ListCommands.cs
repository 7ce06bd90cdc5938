using System.Text;

namespace MsgStore.Protocols.Pop3.Commands;

/// <summary>STAT, LIST and UIDL (RFC 1939 §5, §7).</summary>
internal static class ListCommands
{
    // A line of the listings: a number of nine digits at most, a blank, a size or id of 70 octets at most, CRLF.
    private const int MaxLine = 96;

    private delegate string Show(Maildrop maildrop, int number);

    public static ValueTask<Pop3Reply?> StatAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        // The table lets these through only after the login, which made the maildrop.
        var maildrop = context.Maildrop!;
        return new(MessageNumber.IsBlank(context.Argument) ? Pop3Reply.Ok($"{maildrop.Count} {maildrop.Size}") : Pop3Replies.NoArgument);
    }

    public static ValueTask<Pop3Reply?> ListAsync(Pop3Context context, CancellationToken cancellationToken)
    {
        var header = $"{context.Maildrop?.Count} messages ({context.Maildrop?.Size} octets)";
        return RunAsync(context, header, static (maildrop, number) => $"{maildrop.SizeOf(number)}", cancellationToken);
    }

    public static ValueTask<Pop3Reply?> UidlAsync(Pop3Context context, CancellationToken cancellationToken) =>
        RunAsync(context, "unique-id listing follows", static (maildrop, number) => maildrop.UidlOf(number), cancellationToken);

    private static async ValueTask<Pop3Reply?> RunAsync(Pop3Context context, string header, Show show, CancellationToken cancellationToken)
    {
        var maildrop = context.Maildrop!; // As above.
        if (!MessageNumber.IsBlank(context.Argument))
            return MessageNumber.Read(context.Argument, maildrop, out var one) is { } refusal ? refusal : Pop3Reply.Ok($"{one} {show(maildrop, one)}");
        var connection = context.Connection;
        connection.Write(Pop3Reply.Ok(header).Octets.Span);
        for (var number = 1; number <= maildrop.Highest; number++)
        {
            if (!maildrop.IsDeleted(number))
                WriteLine(context, number, show(maildrop, number));
            if (connection.WantsFlush && !await connection.FlushAsync(cancellationToken).ConfigureAwait(false))
                return null;
        }

        // Also after an empty listing, or the client waits for it for ever.
        connection.Write(".\r\n"u8);
        context.Services.Metrics?.Listed(maildrop.Domain, maildrop.Count);
        return Pop3Reply.Written;
    }

    private static void WriteLine(Pop3Context context, int number, string text)
    {
        Span<byte> line = stackalloc byte[MaxLine];
        number.TryFormat(line, out var length);
        line[length++] = (byte)' ';
        length += Encoding.ASCII.GetBytes(text, line[length..^2]);
        line[length++] = (byte)'\r';
        line[length++] = (byte)'\n';
        context.Connection.Write(line[..length]);
    }
}
