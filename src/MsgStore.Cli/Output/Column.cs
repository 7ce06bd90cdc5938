namespace MsgStore.Cli.Output;

/// <summary>A column of a table.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="AlignRight">Whether its values stand at its right edge, as numbers do.</param>
internal sealed record Column(string Heading, bool AlignRight = false)
{
    public static implicit operator Column(string heading) => new(heading);
}
