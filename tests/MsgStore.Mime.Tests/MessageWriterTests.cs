using System.Text;
using FsCheck.Xunit;

namespace MsgStore.Mime.Tests;

public sealed class MessageWriterTests
{
    [Property]
    public bool Fields_are_folded_so_that_unfolding_gives_their_words_back(string?[] words)
    {
        var body = string.Join(' ', words.Select(word => new string([.. (word ?? "").Where(c => c is > ' ' and < '\x7f')])).Where(word => word.Length is > 0 and < 200));
        var octets = new MessageWriter().Field("Name", body).Line().ToArray();
        var reader = new HeaderFieldReader(octets);
        return reader.TryRead(out var field) && field.GetText() == body && !reader.TryRead(out _)
            && Encoding.UTF8.GetString(octets).Split("\r\n").All(line => line.Length <= 998);
    }

    [Property]
    public bool No_value_ends_its_line_and_no_line_is_longer_than_allowed(string? text)
    {
        var octets = new MessageWriter().Field("Name", string.Concat(Enumerable.Repeat(text ?? "", 30))).ToArray();
        var lines = Encoding.UTF8.GetString(octets).Split("\r\n");
        return lines[^1].Length == 0 && lines[..^1].All(line => !line.AsSpan().ContainsAny('\r', '\n', '\0') && Encoding.UTF8.GetByteCount(line) <= 998)
            && lines[1..^1].All(line => line.StartsWith(' '));
    }

    [Theory]
    [InlineData("<id@example.org> ")]
    [InlineData("a")]
    [InlineData("é")]
    public void A_field_of_a_million_characters_keeps_its_text(string piece)
    {
        var body = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var octets = new MessageWriter().Field("Name", body).Line().ToArray();
        var reader = new HeaderFieldReader(octets);
        Assert.True(reader.TryRead(out var field));
        Assert.Equal(body.Replace(" ", "", StringComparison.Ordinal), field.GetText().Replace(" ", "", StringComparison.Ordinal));
        Assert.All(Encoding.UTF8.GetString(octets).Split("\r\n"), line => Assert.True(line.Length <= 998));
    }
}
