using MsgStore.Cli.Entrance;

namespace MsgStore.Cli.Mbox;

/// <summary>Parts an mbox file into messages and takes the quoting of the mboxrd kind away: <c>&gt;From </c> is <c>From </c>, at any depth.</summary>
/// <remarks>
/// A message begins with a From line at the start of the file or after an empty line, which belongs to it, and not within a body whose length is known.
/// </remarks>
/// <param name="begin">Gives the sink of a message that begins.</param>
/// <param name="isEnd">Tells whether a message ends at a position of the file; <see langword="null"/> where nobody can look ahead.</param>
internal sealed class MboxSplitter(Func<FromLine, IOctetSink> begin, Func<long, bool>? isEnd = null) : IOctetSink
{
    // A line of nothing else is passed on in pieces, not octet by octet.
    private static readonly byte[] Quotes = [.. Enumerable.Repeat((byte)'>', 4096)];

    private readonly List<byte> _candidate = [];
    private readonly BodyLength _length = new(isEnd);
    private IOctetSink? _message;
    private State _state = State.LineStart;
    private long _quotes;
    private int _matched;
    private ReadOnlyMemory<byte> _heldBlank;
    private bool _isAfterBlank = true;
    private bool _hasBegun;

    private enum State
    {
        LineStart,
        AfterCarriageReturn,
        Candidate,
        Text,
    }

    /// <summary>Lines after an empty one that begin as a From line does and tell no date: they were taken as text, and may have been meant to begin a message.</summary>
    public int DoubtfulLines { get; private set; }

    private static ReadOnlySpan<byte> Word => "From "u8;

    public void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            var rest = Take(octets);
            _length.Pass(octets[..^rest.Length]);
            octets = rest;
            if (!_hasBegun)
                continue;
            _length.Begin();
            _hasBegun = false;
        }
    }

    private ReadOnlySpan<byte> Take(ReadOnlySpan<byte> octets) => _state switch
    {
        State.Text => PassLine(octets),
        State.Candidate => Collect(octets),
        State.AfterCarriageReturn => EndBlank(octets),
        _ => Decide(octets),
    };

    /// <summary>Ends the last message.</summary>
    /// <exception cref="ToolException">There was something, but no message.</exception>
    public void Complete()
    {
        if (_state == State.Candidate)
            EndCandidate();
        else if (_state == State.LineStart && (_quotes > 0 || _matched > 0))
            PassStart();
        else if (_state == State.AfterCarriageReturn)
            Emit("\r"u8);
        _message?.Complete();
        _message = null;
    }

    private ReadOnlySpan<byte> Decide(ReadOnlySpan<byte> octets)
    {
        var octet = octets[0];
        var isFirst = _quotes == 0 && _matched == 0;
        if (octet == '>' && _matched == 0)
            _quotes++;
        else if (octet == Word[_matched])
            EndMatch(++_matched == Word.Length);
        else if (isFirst && octet == '\r')
            _state = State.AfterCarriageReturn;
        else if (isFirst && octet == '\n')
            HoldBlank("\n"u8.ToArray());
        else
        {
            PassStart();
            return octets;
        }
        return octets[1..];
    }

    private void EndMatch(bool isWhole)
    {
        if (!isWhole)
            return;
        if (_quotes == 0 && _isAfterBlank && !_length.IsInside)
        {
            _state = State.Candidate;
            _candidate.Clear();
            _candidate.AddRange(Word);
            (_quotes, _matched) = (0, 0);
            return;
        }
        _quotes = Math.Max(0, _quotes - 1);
        PassStart();
    }

    private ReadOnlySpan<byte> EndBlank(ReadOnlySpan<byte> octets)
    {
        if (octets[0] == '\n')
        {
            HoldBlank("\r\n"u8.ToArray());
            return octets[1..];
        }
        Emit("\r"u8);
        _state = State.Text;
        return octets;
    }

    /// <summary>An empty line is the message's own only where no From line follows it.</summary>
    private void HoldBlank(byte[] blank)
    {
        EmitHeld();
        _heldBlank = blank;
        _isAfterBlank = true;
        _state = State.LineStart;
    }

    private ReadOnlySpan<byte> Collect(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOf((byte)'\n');
        var part = end < 0 ? octets : octets[..(end + 1)];
        part = part[..Math.Min(part.Length, FromLine.MaxOctets + 1 - _candidate.Count)];
        _candidate.AddRange(part);
        if (_candidate[^1] == '\n' || _candidate.Count > FromLine.MaxOctets)
            EndCandidate();
        return octets[part.Length..];
    }

    private void EndCandidate()
    {
        var line = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_candidate);
        var isWhole = line[^1] == '\n';
        if (FromLine.TryParse(line, out var parsed))
        {
            _message?.Complete();
            _message = begin(parsed);
            _heldBlank = default;
            _hasBegun = true;
        }
        else
        {
            DoubtfulLines++;
            Emit(line);
        }
        _isAfterBlank = false;
        _state = isWhole ? State.LineStart : State.Text;
    }

    private void PassStart()
    {
        for (; _quotes > 0; _quotes -= Math.Min(_quotes, Quotes.Length))
            Emit(Quotes.AsSpan(0, (int)Math.Min(_quotes, Quotes.Length)));
        Emit(Word[.._matched]);
        _matched = 0;
        _isAfterBlank = false;
        _state = State.Text;
    }

    private ReadOnlySpan<byte> PassLine(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOf((byte)'\n');
        var part = end < 0 ? octets : octets[..(end + 1)];
        Emit(part);
        if (end >= 0)
        {
            _state = State.LineStart;
            _isAfterBlank = false;
        }
        return octets[part.Length..];
    }

    private void EmitHeld()
    {
        var held = _heldBlank;
        _heldBlank = default;
        if (!held.IsEmpty)
            _message?.Write(held.Span);
    }

    private void Emit(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            return;
        if (_message is null)
            throw new ToolException(ExitCode.DataError, "This is no mbox file: it does not begin with a line 'From sender date'.");
        EmitHeld();
        _message.Write(octets);
    }
}
