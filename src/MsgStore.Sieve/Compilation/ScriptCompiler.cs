using System.Collections.Immutable;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Compilation;

/// <summary>Turns the tree of one script into delegates.</summary>
internal sealed class ScriptCompiler(ScriptScope scope)
{
    public SieveStatement Compile(SieveScriptSyntax script)
    {
        var isPreamble = true;
        var rest = ImmutableArray.CreateBuilder<SieveCommandSyntax>();
        foreach (var command in script.Commands)
        {
            if (!command.Name.Equals("require", StringComparison.OrdinalIgnoreCase))
            {
                isPreamble = false;
                rest.Add(command);
            }
            else if (isPreamble)
            {
                Require(command);
            }
            else
            {
                scope.Diagnostics.Error(command.Position, "'require' must stand before all other commands.");
            }
        }
        if (scope.FindMissing() is { } problem)
            scope.Diagnostics.Error(script.Commands[0].Position, problem);
        return CompileBlock(rest.ToImmutable());
    }

    private void Require(SieveCommandSyntax command)
    {
        var definition = new SieveCommandDefinition("require", _ => Nothing) { Arguments = [SieveArgumentKind.StringList] };
        if (!CheckShape(command, definition) || new ArgumentBinder(scope, definition, command).Bind([]) is not { } binding)
            return;
        var items = command.Arguments[0] is SieveStringListSyntax list ? list.Items : [(SieveStringSyntax)command.Arguments[0]];
        foreach (var item in items)
            if (scope.Require(binding.Read(item).Text) is { } problem)
                scope.Diagnostics.Error(item.Position, problem);
    }

    private static SieveFlow Nothing(SieveRun run) => SieveFlow.Next;

    private SieveStatement CompileBlock(ImmutableArray<SieveCommandSyntax> commands)
    {
        var statements = new List<SieveStatement>(commands.Length);
        for (var at = 0; at < commands.Length; at++)
        {
            var chain = at;
            if (IsIf(commands[at]))
                while (at + 1 < commands.Length && IsBranch(commands[at + 1]))
                    at++;
            statements.Add(IsIf(commands[chain]) ? CompileChain(commands[chain..(at + 1)]) : CompileCommand(commands[at]));
        }
        return Sequence([.. statements]);
    }

    private static SieveStatement Sequence(SieveStatement[] statements) => statements.Length == 1 ? statements[0] : run =>
    {
        foreach (var statement in statements)
            if (statement(run) is not SieveFlow.Next and var flow)
                return flow;
        return SieveFlow.Next;
    };

    private static bool IsIf(SieveCommandSyntax command) => command.Name.Equals("if", StringComparison.OrdinalIgnoreCase);

    private static bool IsElse(SieveCommandSyntax command) => command.Name.Equals("else", StringComparison.OrdinalIgnoreCase);

    private static bool IsBranch(SieveCommandSyntax command) => IsElse(command) || command.Name.Equals("elsif", StringComparison.OrdinalIgnoreCase);

    // if, elsif and else are one statement. What follows a test known to be true, or hangs on one known to be false, is not compiled: RFC 5463 §4
    // lets it hold what this engine does not know.
    private SieveStatement CompileChain(ImmutableArray<SieveCommandSyntax> commands)
    {
        var branches = new List<(SieveTest Test, SieveStatement Block)>();
        var isDecided = false;
        scope.IsConditional = true;
        for (var at = 0; at < commands.Length; at++)
        {
            var command = commands[at];
            if (at > 0 && IsElse(commands[at - 1]))
                scope.Diagnostics.Error(command.Position, $"'{command.Name}' cannot follow 'else'.");
            var test = CompileCondition(command);
            if (isDecided || test == Constants.False || command.Block is not { } block)
                continue;
            branches.Add((test, CompileBlock(block)));
            isDecided = test == Constants.True;
        }
        var chain = branches.ToArray();
        return run =>
        {
            foreach (var (test, block) in chain)
                if (test(run))
                    return block(run);
            return SieveFlow.Next;
        };
    }

    private SieveTest CompileCondition(SieveCommandSyntax command)
    {
        var definition = new SieveCommandDefinition(command.Name.ToLowerInvariant(), _ => Nothing)
        {
            Tests = IsElse(command) ? SieveTestArity.None : SieveTestArity.One,
            Block = SieveBlockUse.Required,
        };
        if (!CheckShape(command, definition))
            return Constants.True;
        _ = new ArgumentBinder(scope, definition, command).Bind([]);
        return IsElse(command) ? Constants.True : CompileTest(command.Tests[0]);
    }

    private SieveStatement CompileCommand(SieveCommandSyntax command)
    {
        if (IsBranch(command))
        {
            scope.Diagnostics.Error(command.Position, $"'{command.Name}' must follow the block of an 'if' or 'elsif'.");
            return CompileBlock(command.Block ?? []);
        }
        if (!scope.Language.Commands.TryGetValue(command.Name, out var definition))
        {
            FailUnknown(command, scope.Language.Commands.Keys.Concat(["require", "if", "elsif", "else"]), "command", scope.Language.Tests.ContainsKey(command.Name) ? "test" : null);
            if (command.Block is { } unknown)
                CompileBlock(unknown);
            return Nothing;
        }
        if (!CheckCapability(command, definition) || !CheckShape(command, definition))
            return Nothing;
        var tests = CompileTests(command);
        if (new ArgumentBinder(scope, definition, command).Bind(tests) is not { } binding)
        {
            if (command.Block is { } broken)
                CompileBlock(broken);
            return Nothing;
        }
        if (command.Block is { } block)
            binding.Block = CompileLater(binding, block);
        return WithTrace(command.Position, definition.Name, definition.Compile(binding));
    }

    private SieveStatement CompileLater(SieveBinding binding, ImmutableArray<SieveCommandSyntax> block)
    {
        scope.Blocks.Push(binding);
        var compiled = CompileBlock(block);
        scope.Blocks.Pop();
        return compiled;
    }

    // A list of tests is compiled as far as it can be run: behind an 'ihave' that decides it there may stand what this engine does not know (RFC 5463 §4).
    private ImmutableArray<SieveTest> CompileTests(SieveInvocationSyntax invocation)
    {
        if (invocation.Tests.IsEmpty)
            return [];
        var deciding = !scope.Has("ihave") ? null : invocation.Name.ToLowerInvariant() switch { "allof" => Constants.False, "anyof" => Constants.True, _ => null };
        var tests = ImmutableArray.CreateBuilder<SieveTest>(invocation.Tests.Length);
        foreach (var syntax in invocation.Tests)
        {
            tests.Add(CompileTest(syntax));
            if (tests[^1] == deciding)
                break;
        }
        return tests.ToImmutable();
    }

    private SieveTest CompileTest(SieveTestSyntax test)
    {
        if (!scope.Language.Tests.TryGetValue(test.Name, out var definition))
        {
            FailUnknown(test, scope.Language.Tests.Keys, "test", scope.Language.Commands.ContainsKey(test.Name) ? "command" : null);
            return Constants.Unknown;
        }
        if (!CheckCapability(test, definition) || !CheckShape(test, definition))
            return Constants.Unknown;
        var tests = CompileTests(test);
        if (new ArgumentBinder(scope, definition, test).Bind(tests) is not { } binding)
            return Constants.Unknown;
        return WithTrace(test.Position, definition.Name, definition.Compile(binding));
    }

    private void FailUnknown(SieveInvocationSyntax invocation, IEnumerable<string> known, string kind, string? other)
    {
        var near = other is null ? Suggestion.For(invocation.Name, known) : null;
        scope.Diagnostics.Error(invocation.Position, other is not null
            ? $"'{invocation.Name}' is a {other}; a {kind} is expected here."
            : $"There is no {kind} '{invocation.Name}'{(near is null ? "." : $"; did you mean '{near}'?")}");
    }

    private bool CheckCapability(SieveInvocationSyntax invocation, SieveDefinition definition)
    {
        if (scope.Has(definition.Capability))
            return true;
        scope.Diagnostics.Error(invocation.Position, $"'{definition.Name}' needs: require \"{definition.Capability}\";");
        return false;
    }

    private bool CheckShape(SieveInvocationSyntax invocation, SieveDefinition definition)
    {
        var before = scope.Diagnostics.ErrorCount;
        if (definition.Tests == SieveTestArity.List ? !invocation.HasTestList
            : invocation.HasTestList || invocation.Tests.Length != (definition.Tests == SieveTestArity.One ? 1 : 0))
            scope.Diagnostics.Error(PlaceOfTests(invocation), definition.Tests switch
            {
                SieveTestArity.None when !invocation.HasTestList && !scope.Language.Tests.ContainsKey(invocation.Tests[0].Name) => Stray(invocation.Tests[0].Name, definition.Name),
                SieveTestArity.None => $"'{definition.Name}' takes no test.",
                SieveTestArity.One when invocation.Tests.IsEmpty && !invocation.Arguments.IsEmpty => $"'{definition.Name}' expects a test here, whose name stands without quotes.",
                SieveTestArity.One => $"'{definition.Name}' takes exactly one test; 'allof (…)' and 'anyof (…)' make one of several.",
                _ => $"'{definition.Name}' takes a list of tests in parentheses.",
            });
        if (invocation is SieveCommandSyntax command && definition is SieveCommandDefinition { Block: var use } && use == SieveBlockUse.Required != command.Block is not null)
            scope.Diagnostics.Error(command.Position, use == SieveBlockUse.Required ? $"'{definition.Name}' takes a block in braces." : $"'{definition.Name}' takes no block; it ends in ';'.");
        return scope.Diagnostics.ErrorCount == before;
    }

    // What stands where a test could, but is the name of none, was to be something else.
    private string Stray(string word, string definition) => scope.Language.Commands.ContainsKey(word)
        ? $"Expected ';' after '{definition}', found '{word}'."
        : $"Unexpected '{word}' among the arguments of '{definition}'; a string stands in quotes, as \"{word}\".";

    private static SievePosition PlaceOfTests(SieveInvocationSyntax invocation) =>
        !invocation.Tests.IsEmpty ? invocation.Tests[0].Position : invocation.Arguments.IsEmpty ? invocation.Position : invocation.Arguments[0].Position;

    private static SieveStatement WithTrace(SievePosition position, string name, SieveStatement inner) => run =>
    {
        run.Enter(position);
        if (run.IsTracing)
            run.Trace(SieveTraceKind.Command, name);
        return inner(run);
    };

    private static SieveTest WithTrace(SievePosition position, string name, SieveTest inner) => Constants.IsConstant(inner) ? inner : run =>
    {
        run.Enter(position);
        var result = inner(run);
        if (run.IsTracing)
        {
            run.Enter(position);
            run.Trace(SieveTraceKind.Test, $"{name}: {(result ? "true" : "false")}");
        }
        return result;
    };
}
