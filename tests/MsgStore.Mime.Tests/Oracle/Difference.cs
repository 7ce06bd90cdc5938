using System.Text;

namespace MsgStore.Mime.Tests.Oracle;

/// <summary>One thing that the two readers read in two ways.</summary>
/// <param name="Aspect">What it is about.</param>
/// <param name="Place">The part, as its numbers from the outside in.</param>
/// <param name="Raw">What was read: the field's body, or the part.</param>
/// <param name="Ours">What our reader made of it; printed.</param>
/// <param name="Theirs">What MimeKit made of it; printed.</param>
internal sealed record Difference(Aspect Aspect, string Place, ReadOnlyMemory<byte> Raw, string Ours, string Theirs)
{
    /// <summary>The part it is in; <see langword="null"/> where there is none.</summary>
    public MimePart? Part { get; init; }

    /// <summary>How many more parts ours found than MimeKit.</summary>
    public int Excess { get; init; }

    /// <summary>The field's body as text, unfolded; octets that are no UTF-8 as <see cref="OctetText"/> has them.</summary>
    public string Text => field ??= OctetText.Decode([.. Raw.ToArray().Where(octet => octet is not ((byte)'\r' or (byte)'\n'))]);

    public override string ToString() => $"{Aspect} at {Place}\n  ours:   {Ours}\n  theirs: {Theirs}\n  of:     {Escape(Raw.Span)}";

    /// <summary>Octets as a C# string literal.</summary>
    public static string Escape(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder("\"");
        foreach (var octet in octets)
            text.Append(octet switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                (byte)'\t' => "\\t",
                (byte)'"' => "\\\"",
                (byte)'\\' => "\\\\",
                >= 0x20 and < 0x7F => ((char)octet).ToString(),
                _ => $"\\u00{octet:X2}",
            });
        return text.Append('"').ToString();
    }
}
