using System.Buffers;
using System.Buffers.Text;
using System.Text;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.ManageSieve;

/// <summary>Reads commands with quoted strings and literals (RFC 5804 §4).</summary>
internal sealed class RequestReader(WireConnection connection, ManageSieveServerOptions options)
{
    private const int MaxArguments = 8;
    private const int FirstLiteral = 4096;

    private static readonly ManageSieveReply Malformed = ManageSieveReply.Error("The command is malformed");
    private static readonly ManageSieveReply Lost = ManageSieveReply.Bye("The command is malformed, and what follows it cannot be told from commands");
    private static readonly ManageSieveReply Endless = ManageSieveReply.Bye("The literal is too large to be waited for");

    /// <summary>Reads the next command.</summary>
    /// <returns>The command, or what to answer instead; neither where the client has gone.</returns>
    public async ValueTask<(ManageSieveRequest? Request, ManageSieveReply? Failure)> ReadAsync(CancellationToken cancellationToken)
    {
        var status = await connection.ReadLineAsync(options.MaxCommandLineInOctets, leaveOnDrain: true, cancellationToken).ConfigureAwait(false);
        if (status != LineStatus.Complete)
            return (null, ManageSieveReplies.For(status));
        var line = connection.Line;
        var end = line.IndexOf((byte)' ');
        var verb = Encoding.ASCII.GetString(end < 0 ? line : line[..end]).ToUpperInvariant();
        var (arguments, failure) = await ReadArgumentsAsync(end < 0 ? [] : line[end..].ToArray(), cancellationToken).ConfigureAwait(false);
        return arguments is null ? (null, failure) : (new ManageSieveRequest(verb, arguments), null);
    }

    /// <summary>Reads one string on a line of its own, as a SASL response is.</summary>
    /// <returns>Its octets, or what to answer instead.</returns>
    public async ValueTask<(ReadOnlyMemory<byte>? Octets, ManageSieveReply? Failure)> ReadStringAsync(CancellationToken cancellationToken)
    {
        var status = await connection.ReadLineAsync(SaslCredentials.MaxLine, leaveOnDrain: true, cancellationToken).ConfigureAwait(false);
        if (status != LineStatus.Complete)
            return (null, ManageSieveReplies.For(status));
        var (arguments, failure) = await ReadArgumentsAsync(connection.Line.ToArray(), cancellationToken).ConfigureAwait(false);
        return arguments is [{ IsString: true } only] ? (only.Octets, null) : (null, failure ?? Malformed);
    }

    private async ValueTask<(List<ManageSieveArgument>? Arguments, ManageSieveReply? Failure)> ReadArgumentsAsync(
        ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        var arguments = new List<ManageSieveArgument>();
        var tooLarge = false;
        while (true)
        {
            // A literal that follows a line nobody understands would pass for commands.
            if (!TryReadInLine(rest.Span, arguments, out var literal))
                return (null, rest.Span.EndsWith("}"u8) ? Lost : Malformed);
            if (literal is not { } size)
                return tooLarge ? (null, ManageSieveReplies.ScriptTooLarge) : (arguments, null);
            if (size > 16L * options.MaxScriptSizeInOctets)
                return (null, Endless);

            // Even what is too large is read, or the octets would pass for commands.
            tooLarge |= size > options.MaxScriptSizeInOctets;
            if (await ReadLiteralAsync(size, keep: !tooLarge, cancellationToken).ConfigureAwait(false) is not { } octets)
                return (null, null);
            arguments.Add(new ManageSieveArgument(IsString: true, octets));
            var status = await connection.ReadLineAsync(options.MaxCommandLineInOctets, leaveOnDrain: false, cancellationToken).ConfigureAwait(false);
            if (status != LineStatus.Complete)
                return (null, ManageSieveReplies.For(status));
            rest = connection.Line.ToArray();
        }
    }

    // Takes what stands on the line; a literal's size, which comes last on it, is given back.
    private static bool TryReadInLine(ReadOnlySpan<byte> rest, List<ManageSieveArgument> arguments, out long? literal)
    {
        literal = null;
        for (rest = rest.Trim((byte)' '); !rest.IsEmpty; rest = rest.TrimStart((byte)' '))
        {
            if (arguments.Count == MaxArguments)
                return false;
            if (rest[0] == (byte)'{')
            {
                // "{5+}" is the client's form, "{5}" the server's; either is followed by the octets at once.
                if (!Utf8Parser.TryParse(rest[1..], out long size, out var digits) || size < 0 || rest[1] is (byte)'+' || rest[(digits + 1)..] is not ([(byte)'}'] or [(byte)'+', (byte)'}']))
                    return false;
                literal = size;
                return true;
            }

            if (!TryReadArgument(ref rest, arguments))
                return false;
        }

        return true;
    }

    private static bool TryReadArgument(ref ReadOnlySpan<byte> rest, List<ManageSieveArgument> arguments)
    {
        if (rest[0] != (byte)'"')
        {
            var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            digits = digits < 0 ? rest.Length : digits;
            if (digits == 0 || (digits < rest.Length && rest[digits] != (byte)' '))
                return false;
            arguments.Add(new ManageSieveArgument(IsString: false, rest[..digits].ToArray()));
            rest = rest[digits..];
            return true;
        }

        var text = new ArrayBufferWriter<byte>(rest.Length);
        for (var at = 1; at < rest.Length; at++)
        {
            if (rest[at] == (byte)'"')
            {
                if (at + 1 < rest.Length && rest[at + 1] != (byte)' ')
                    return false;
                arguments.Add(new ManageSieveArgument(IsString: true, text.WrittenMemory));
                rest = rest[(at + 1)..];
                return true;
            }

            if (rest[at] == (byte)'\\' && ++at == rest.Length)
                return false;
            text.Write(rest.Slice(at, 1));
        }

        return false;
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReadLiteralAsync(long size, bool keep, CancellationToken cancellationToken)
    {
        // Grown as the octets arrive: a size alone costs no memory.
        var octets = new ArrayBufferWriter<byte>(FirstLiteral);
        while (size > 0)
        {
            var read = await connection.ReadAsync(leaveOnDrain: false, cancellationToken).ConfigureAwait(false);
            if (read.Status != LineStatus.Complete)
                return null;
            var taken = Math.Min(size, read.Octets.Length);
            var piece = read.Octets.Slice(0, taken);
            if (keep)
                foreach (var segment in piece)
                    octets.Write(segment.Span);
            connection.Advance(piece.End);
            size -= taken;
        }

        return octets.WrittenMemory;
    }
}
