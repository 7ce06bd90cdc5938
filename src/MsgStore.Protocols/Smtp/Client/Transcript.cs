namespace MsgStore.Protocols.Smtp.Client;

/// <summary>The last lines of a dialogue, so that a dead letter can show what was said.</summary>
internal sealed class Transcript
{
    private const int MaxLines = 200;
    private const int MaxLength = 600;
    private readonly Queue<string> _lines = new();

    /// <summary>Notes what the client said, or did in place of saying.</summary>
    public void Sent(string line) => Add("C: " + line);

    /// <summary>Notes what the server said.</summary>
    public void Received(ServerReply reply) => Add("S: " + reply);

    /// <summary>Notes what happened to the connection.</summary>
    public void Happened(string what) => Add("-- " + what);

    /// <summary>Gives the lines away.</summary>
    public IReadOnlyList<string> Take()
    {
        var lines = _lines.ToArray();
        _lines.Clear();
        return lines;
    }

    private void Add(string line)
    {
        if (_lines.Count == MaxLines)
            _lines.Dequeue();
        _lines.Enqueue(line.Length <= MaxLength ? line : line[..MaxLength]);
    }
}
