using System.Collections.Immutable;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>extracttext (RFC 5703 §7): the text of the part a loop has come to becomes the value of a variable.</summary>
internal sealed class ExtractTextExtension : ISieveExtension
{
    public string Name => "extracttext";

    public IReadOnlyList<string> Needs => ["foreverypart"];

    public void Register(SieveLanguageBuilder language) => language.AddCommand(new("extracttext", ExtractText)
    {
        Arguments = [SieveArgumentKind.String],
        Tags = [new("first") { Value = SieveArgumentKind.Number }, .. VariableModifier.All.Select(modifier => modifier.ToTag())],
    });

    private static SieveStatement ExtractText(SieveBinding binding)
    {
        if (!binding.Has("variables"))
            binding.Error("'extracttext' needs: require \"variables\";");
        if (!binding.Scope.Blocks.Any(loop => loop.Syntax.Name.Equals("foreverypart", StringComparison.OrdinalIgnoreCase)))
            binding.Error("'extracttext' stands only within 'foreverypart'.");
        var set = VariablesExtension.Setter(binding, binding.Constant(binding.String(0), "The name of a variable"), binding.PositionOf(0));
        var first = (int)Math.Min(int.MaxValue, binding.TagNumber("first") ?? int.MaxValue);
        ImmutableArray<VariableModifier> modifiers = [.. VariableModifier.All.Where(modifier => binding.HasTag(modifier.Name)).OrderByDescending(modifier => modifier.Precedence)];
        return run =>
        {
            run.Spend(1 + ((run.CurrentPart?.Octets.Length ?? 0) >> 6));
            var text = run.CurrentPart is { } part && run.Message.ReplacementOf(part) is var replaced
                ? TextOf(replaced is { } octets ? MimePart.Parse(octets) : part) : "";
            text = VariableStore.Limit(run, Cut(text, first));
            foreach (var modifier in modifiers)
                text = VariableStore.Limit(run, modifier.Apply(text, run.Options.MaxVariableOctets));
            set(run, text);
            return SieveFlow.Next;
        };
    }

    private static string TextOf(MimePart part) => part.MediaType switch
    {
        "text/html" => HtmlText.FromHtml(part.Text),
        var type when type.StartsWith("text/", StringComparison.Ordinal) => part.Text,
        _ => "",
    };

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
