using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Content;
using MsgStore.Encryption;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore seal</c> and <c>msgstore open</c>: filters over raw key files.</summary>
internal static class SealCommands
{
    private const int BlockOctets = 64 * 1024;

    public static Command CreateSeal(CommandContext context)
    {
        var key = new Option<string>("--key") { Description = "Raw public key file: 32 octets.", HelpName = "FILE.pub", Required = true };
        var command = new Command("seal", "Seal standard input for a key to standard output, as a NaCl box.") { key };
        command.SetAction(async (result, cancellationToken) =>
        {
            var recipient = RawKeys.ReadPublic(context.Console.Absolute(result.GetRequiredValue(key)));
            var buffers = Buffers();
            using var buffer = await ReadAsync(context.Console.Input, buffers, cancellationToken).ConfigureAwait(false);
            await SealedMessages.SealAsync(buffer.Complete(out _), recipient, buffers, async (box, token) =>
            {
                var stream = box.OpenRead();
                await using (stream.ConfigureAwait(false))
                    await stream.CopyToAsync(context.Console.Output, token).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command CreateOpen(CommandContext context)
    {
        var key = new Option<string>("--key") { Description = "Raw private key file: 32 octets.", HelpName = "FILE", Required = true };
        var command = new Command("open", "Open a NaCl box from standard input to standard output. What is refused writes nothing.") { key };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var keys = RawKeys.ReadPrivate(context.Console.Absolute(result.GetRequiredValue(key)));
            using var buffer = await ReadAsync(context.Console.Input, Buffers(), cancellationToken).ConfigureAwait(false);
            // The box is checked as a whole before this returns, so nothing of a changed one is ever written.
            var content = await SealedMessages.OpenAsync(buffer.Complete(out _).OpenRead(), keys, cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
                await content.CopyToAsync(context.Console.Output, cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static ContentBufferFactory Buffers() => SpoolSealing.CreateBuffers();

    private static async ValueTask<ContentBuffer> ReadAsync(Stream input, ContentBufferFactory buffers, CancellationToken cancellationToken)
    {
        var buffer = buffers.Create();
        var block = new byte[BlockOctets];
        try
        {
            while (await input.ReadAsync(block, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                buffer.Write(block.AsSpan(0, count));
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(block);
        }
    }
}
