using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>foreverypart (RFC 5703 §3): foreverypart and break.</summary>
internal sealed class ForEveryPartExtension : ISieveExtension
{
    // As deep as messages are nested in sensible scripts; loops in loops multiply their steps.
    private const int MaxLoops = 4;

    private static readonly SieveTagDefinition NameTag = new("name") { Value = SieveArgumentKind.String };

    public string Name => "foreverypart";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddCommand(new("foreverypart", ForEveryPart) { Block = SieveBlockUse.Required, Tags = [NameTag] });
        language.AddCommand(new("break", Break) { Tags = [NameTag] });
    }

    private static SieveStatement ForEveryPart(SieveBinding binding)
    {
        var name = binding.TagString("name") is { } text ? binding.Constant(text, "The name of a loop") : null;
        var block = binding.Block!;
        if (binding.Scope.Blocks.Count(loop => loop.Syntax.Name.Equals("foreverypart", StringComparison.OrdinalIgnoreCase)) >= MaxLoops)
            binding.Error($"'foreverypart' nests more than {MaxLoops} deep.");
        return run =>
        {
            var outer = run.CurrentPart;
            var depth = run.State<LoopDepth>();
            if (depth.Value >= MaxLoops)
                throw run.Error($"'foreverypart' nests more than {MaxLoops} deep.");
            depth.Value++;
            var flow = SieveFlow.Next;
            // An inner loop goes over the parts of the part the outer one has come to (§3).
            IEnumerable<MimePart> parts = outer is null ? run.Message.Root.SelfAndDescendants() : outer.SelfAndDescendants();
            foreach (var part in parts.Skip(outer is null ? 0 : 1).ToList())
            {
                run.Spend(1);
                run.CurrentPart = part;
                flow = block(run);
                if (flow != SieveFlow.Next)
                    break;
            }
            run.CurrentPart = outer;
            depth.Value--;
            return flow == SieveFlow.Break ? AfterBreak(run, name) : flow;
        };
    }

    private sealed class LoopDepth
    {
        public int Value { get; set; }
    }

    private static SieveFlow AfterBreak(SieveRun run, string? name)
    {
        if (run.BreakTarget is { } target && target != name)
            return SieveFlow.Break;
        run.BreakTarget = null;
        return SieveFlow.Next;
    }

    private static SieveStatement Break(SieveBinding binding)
    {
        var target = binding.TagString("name") is { } text ? binding.Constant(text, "The name of a loop") : null;
        var loops = binding.Scope.Blocks.Where(loop => loop.Syntax.Name.Equals("foreverypart", StringComparison.OrdinalIgnoreCase)).ToList();
        if (loops.Count == 0)
            binding.Error("'break' stands only within 'foreverypart'.");
        else if (target is not null && loops.TrueForAll(loop => loop.TagString("name")?.Text != target))
            binding.Error($"No 'foreverypart' around this 'break' has the name \"{target}\".");
        return run =>
        {
            run.BreakTarget = target;
            return SieveFlow.Break;
        };
    }
}
