using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Mime;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Tests.Syntax;

public sealed class ParserTests
{
    [Fact]
    public void Positions_count_lines_and_characters_from_one()
    {
        var tree = SieveParser.Parse("# é\r\nif é"u8[..6]).Script;
        Assert.Empty(tree.Commands);
        var command = SieveParser.Parse(Encoding.UTF8.GetBytes("/* ééé */ keep;\n  stop;")).Script.Commands;
        Assert.Equal(new SievePosition(13, 1, 11), command[0].Position);
        Assert.Equal("2:3", command[1].Position.ToString());
    }

    [Theory]
    [InlineData("keep", "1:5: error: Expected ';' or '{' after 'keep', found the end of the script.")]
    [InlineData("if true { keep;", "1:16: error: Expected '}' to close the block opened at 1:9, found the end of the script.")]
    [InlineData("header [\"a\" \"b\"];", "1:13: error: Expected ',' or ']' in the list opened at 1:8, found a string.")]
    [InlineData("keep; }", "1:7: error: This '}' closes nothing; there is no '{' open.")]
    [InlineData("set \"abc", "1:5: error: The string that begins here is never ended with '\"'.")]
    [InlineData("size 12X;", "1:6: error: '12X' is no number; after the digits only K, M or G may stand.")]
    [InlineData("/* keep;", "1:1: error: The comment that begins here with '/*' is never ended with '*/'.")]
    [InlineData("set text: x\r\n.\r\n", "1:11: error: After 'text:' only a comment may stand on the line; the text begins on the next one.")]
    [InlineData("keep @;", "1:6: error: Unexpected '@'; outside a string only names, tags, numbers and punctuation may stand.")]
    public void Errors_say_what_is_expected_and_where(string script, string expected) =>
        Assert.Equal(expected, SieveParser.Parse(Encoding.UTF8.GetBytes(script)).Diagnostics[0].ToString());

    [Fact]
    public void One_pass_reports_errors_of_many_commands()
    {
        var result = SieveParser.Parse("keep [;\nstop );\nif true { fileinto ,; discard; }\nkeep;"u8);
        Assert.Equal(["1:7", "2:6", "3:20"], result.Diagnostics.Select(diagnostic => diagnostic.Position.ToString()));
        Assert.Equal("keep", result.Script.Commands[^1].Name);
    }

    [Fact]
    public void Text_blocks_lose_their_dot_stuffing_and_get_line_ends_of_mail()
    {
        var text = (SieveStringSyntax)SieveParser.Parse("set text: # note\n..dot\n.x\nend\n.\n;"u8).Script.Commands[0].Arguments[0];
        Assert.Equal(".dot\r\n.x\r\nend\r\n", text.Value);
        Assert.True(text.IsMultiLine);
    }

    [Theory]
    [InlineData("1K", 1024)]
    [InlineData("2m", 2 * 1024 * 1024)]
    [InlineData("1G", 1024 * 1024 * 1024)]
    public void Quantifiers_multiply(string text, long value) =>
        Assert.Equal(value, ((SieveNumberSyntax)SieveParser.Parse(Encoding.ASCII.GetBytes($"size {text};")).Script.Commands[0].Arguments[0]).Value);

    [Fact]
    public void Nesting_lists_and_size_have_limits()
    {
        var limits = new SieveSyntaxLimits { MaxNesting = 4, MaxListItems = 3, MaxScriptOctets = 200 };
        Assert.Contains("nest more than 4", Error("if not not not not not true { keep; }"), StringComparison.Ordinal);
        Assert.Contains("more than 3 strings", Error("x [\"1\",\"2\",\"3\",\"4\"];"), StringComparison.Ordinal);
        Assert.Contains("at most 200", Error(new string('#', 201)), StringComparison.Ordinal);

        string Error(string script) => Assert.Single(SieveParser.Parse(Encoding.ASCII.GetBytes(script), limits).Diagnostics).Message;
    }

    [Property(Arbitrary = [typeof(Scripts)])]
    public bool What_is_printed_parses_to_the_same_tree(SieveScriptSyntax tree)
    {
        var printed = SievePrinter.Print(tree);
        var parsed = SieveParser.Parse(OctetText.Encode(printed), new() { MaxNesting = 100 });
        return parsed.IsValid && SievePrinter.Print(parsed.Script) == printed && Shape(parsed.Script) == Shape(tree);
    }

    [Property(Arbitrary = [typeof(Pieces)])]
    public bool Any_pieces_of_scripts_end_in_a_tree_that_prints_and_parses(string text)
    {
        var parsed = SieveParser.Parse(Encoding.UTF8.GetBytes(text));
        var again = SieveParser.Parse(OctetText.Encode(SievePrinter.Print(parsed.Script)));
        return !parsed.IsValid || again.IsValid && Shape(again.Script) == Shape(parsed.Script);
    }

    [Property]
    public bool Any_octets_compile_to_a_result(byte[] octets)
    {
        var compilation = new SieveCompiler().Compile(octets);
        return compilation.IsValid || compilation.Diagnostics.Any(diagnostic => diagnostic.Severity == SieveSeverity.Error);
    }

    internal static class Pieces
    {
        public static Arbitrary<string> Texts() => Gen.Elements(
            "require ", "\"fileinto\"", "\"variables\"", "\"", "[", "]", "(", ")", "{", "}", ";", ",", " ", "\r\n", "\n", ".\n", "text:", "#", "/*", "*/", ":is", ":", ":contains ", "12", "K",
            "if ", "elsif ", "else ", "true", "not ", "allof", "anyof", "header ", "keep;", "fileinto \"a\";", "set \"a\" \"${a}\";", "\"subject\" \"x\"", "é", "\0", "\\", "${", "$").ArrayOf()
            .Select(string.Concat).ToArbitrary();
    }

    private static class Scripts
    {
        public static Arbitrary<SieveScriptSyntax> Trees() => ParserTests.Trees().ToArbitrary();
    }

    private static Gen<SieveScriptSyntax> Trees() => Gen.Sized(size => Commands(Math.Min(size, 4)).Select(commands => new SieveScriptSyntax([.. commands])));

    private static Gen<SieveCommandSyntax[]> Commands(int depth) => Command(depth).ArrayOf().Resize(3);

    private static Gen<SieveCommandSyntax> Command(int depth) =>
        from name in Gen.Elements("if", "keep", "x_1", "Text")
        from arguments in Argument().ArrayOf().Resize(3)
        from tests in depth > 0 ? Test(depth - 1).ArrayOf().Resize(2) : Gen.Constant(Array.Empty<SieveTestSyntax>())
        from hasBlock in Gen.Elements(true, false)
        from block in depth > 0 && hasBlock ? Commands(depth - 1) : Gen.Constant(Array.Empty<SieveCommandSyntax>())
        select new SieveCommandSyntax(name)
        {
            Arguments = [.. arguments],
            Tests = [.. tests],
            HasTestList = tests.Length > 1,
            Block = hasBlock && depth > 0 ? [.. block] : null,
        };

    private static Gen<SieveTestSyntax> Test(int depth) =>
        from arguments in Argument().ArrayOf().Resize(2)
        from tests in depth > 0 ? Test(depth - 1).ArrayOf().Resize(2) : Gen.Constant(Array.Empty<SieveTestSyntax>())
        select new SieveTestSyntax("test") { Arguments = [.. arguments], Tests = [.. tests], HasTestList = tests.Length > 1 };

    private static Gen<SieveArgumentSyntax> Argument() => Gen.OneOf(
        Gen.Choose(0, int.MaxValue).Select(value => (SieveArgumentSyntax)new SieveNumberSyntax(value)),
        Gen.Elements("is", "Comparator", "x_2").Select(name => (SieveArgumentSyntax)new SieveTagSyntax(name)),
        Text().Select(text => (SieveArgumentSyntax)text),
        Text().NonEmptyListOf().Resize(3).Select(items => (SieveArgumentSyntax)new SieveStringListSyntax([.. items])));

    private static Gen<SieveStringSyntax> Text() =>
        from pieces in Gen.Elements("a", ".", "\"", "\\", "\r\n", "é", "\uDC80", "${x}", " ").ArrayOf()
        from isMultiLine in Gen.Elements(true, false)
        let value = string.Concat(pieces)
        select new SieveStringSyntax(isMultiLine ? value + "\r\n" : value) { IsMultiLine = isMultiLine };

    // Everything but positions.
    private static string Shape(SieveScriptSyntax script) => string.Join('\n', script.Commands.Select(Shape));

    private static string Shape(SieveInvocationSyntax invocation) =>
        $"{invocation.Name}|{string.Join(',', invocation.Arguments.Select(Shape))}|{invocation.HasTestList}({string.Join(',', invocation.Tests.Select(Shape))})"
        + (invocation is SieveCommandSyntax { Block: { } block } ? $"{{{string.Join(';', block.Select(Shape))}}}" : "");

    private static string Shape(SieveArgumentSyntax argument) => argument switch
    {
        SieveTagSyntax tag => ":" + tag.Name,
        SieveNumberSyntax number => number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        SieveStringSyntax text => $"'{text.Value}'",
        SieveStringListSyntax list => $"[{string.Join(',', list.Items.Select(Shape))}]",
        _ => "",
    };
}
