using System.Runtime.CompilerServices;
using System.Text.Json;
using MsgStore.Queue.Administration;
using MsgStore.Queue.Storage;
using MsgStore.Storage;

namespace MsgStore.Queue.Control;

/// <summary>Answers requests. Any octets get an answer that ends.</summary>
internal sealed class ControlHandler(IQueueAdministration administration)
{
    private static readonly ControlReply End = new() { IsEnd = true };

    /// <summary>Answers one line.</summary>
    public async IAsyncEnumerable<ControlReply> AnswerAsync(ReadOnlyMemory<byte> line, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ControlReply> replies;
        try
        {
            var request = JsonSerializer.Deserialize(line.Span, ControlJson.Default.ControlRequest);
            replies = request is null ? [Refuse("The request is empty.")] : await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            replies = [Refuse("The request is no JSON of the kind that is expected.")];
        }
        catch (MsgStoreException e)
        {
            replies = [Refuse(e.Message)];
        }
        foreach (var reply in replies)
            yield return reply;
    }

    private async ValueTask<List<ControlReply>> AnswerAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        var filter = request.Filter ?? QueueFilter.All;
        switch (request.Command)
        {
            case "status":
                return [End with { Status = await administration.GetStatusAsync(cancellationToken).ConfigureAwait(false) }];
            case "list":
                return [.. (await administration.ListAsync(filter, request.After, request.Count, cancellationToken).ConfigureAwait(false)).Select(entry => new ControlReply { Entry = entry }), End];
            case "show" when request.QueueId is { } id:
                return [End with { Details = await administration.ShowAsync(id, cancellationToken).ConfigureAwait(false) }];
            case "logs":
                return [.. (await administration.GetLogsAsync(request.QueueId, request.Count, cancellationToken).ConfigureAwait(false)).Select(attempt => new ControlReply { Attempt = attempt }), End];
            case "change" when request.Change is { } change && Enum.IsDefined(change):
                return [End with { Changed = await administration.ChangeAsync(change, filter, cancellationToken).ConfigureAwait(false) }];
            case "wake":
                await administration.WakeAsync(cancellationToken).ConfigureAwait(false);
                return [End];
            case "pause":
                await administration.PauseAsync(cancellationToken).ConfigureAwait(false);
                return [End];
            case "resume":
                await administration.ResumeAsync(cancellationToken).ConfigureAwait(false);
                return [End];
            default:
                return [Refuse("The command is not known, or something it needs is missing.")];
        }
    }

    private static ControlReply Refuse(string reason) => End with { Error = reason };
}
