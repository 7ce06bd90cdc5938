using MsgStore.Content;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Submission;

/// <summary>A submission and the buffer that its sealed octets lie in until it is stored.</summary>
internal sealed class PreparedSubmission(QueueSubmission submission, ContentBuffer? buffer) : IDisposable
{
    public QueueSubmission Submission { get; } = submission;

    public void Dispose() => buffer?.Dispose();
}
