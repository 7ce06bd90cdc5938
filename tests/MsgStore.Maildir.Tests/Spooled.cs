using System.Text;
using Microsoft.Extensions.Options;
using MsgStore.Content;
using MsgStore.Delivery;

namespace MsgStore.Maildir.Tests;

/// <summary>Messages that came in a file, with header fields in front as a session and final delivery put them there.</summary>
internal sealed class Spooled(string? directory = null, int memoryLimit = 16) : IDisposable
{
    private readonly ContentBufferFactory _buffers = new(Options.Create(new ContentBufferOptions { MemoryLimitInOctets = memoryLimit, Directory = directory }));
    private readonly List<ContentBuffer> _made = [];

    /// <summary>A message whose first lines are the fields and whose other octets lie in the file.</summary>
    /// <param name="octets">The whole message.</param>
    /// <param name="fields">How many of its first lines are put in front, the last first.</param>
    /// <param name="missingRoom">Octets that the file's room is too small.</param>
    public MessageContent Of(byte[] octets, int fields, int missingRoom = 0)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < fields; i++)
            starts.Add(starts[^1] + octets.AsSpan(starts[^1]).IndexOf("\r\n"u8) + 2);
        var buffer = _buffers.Create(null, () => starts[^1] - missingRoom);
        _made.Add(buffer);
        buffer.Write(octets.AsSpan(starts[^1]));
        var content = buffer.Complete(out _);
        for (var i = fields; i > 0; i--)
            content = content.WithPrefix(octets.AsMemory(starts[i - 1]..starts[i]));
        return content;
    }

    /// <summary>A message with two fields of a session in front and a body of so many octets.</summary>
    public static byte[] Message(int bodyOctets) =>
        Encoding.ASCII.GetBytes($"Return-Path: <a@b.example>\r\nReceived: from x by y\r\nSubject: s\r\n\r\n{new string('x', bodyOctets)}\r\n");

    public void Dispose()
    {
        foreach (var buffer in _made)
            buffer.Dispose();
    }
}
