using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Cases;

/// <summary>Runs cases, each from nothing: no memory of answers or duplicates, INBOX the only mailbox, the real clock, nothing sent.</summary>
/// <param name="options">Limits and settings; <see langword="null"/> means the defaults.</param>
/// <param name="time">The clock and the local zone; <see langword="null"/> means the system's.</param>
public sealed class SieveCaseRunner(SieveOptions? options = null, TimeProvider? time = null)
{
    private readonly SieveCompiler _compiler = new(options);

    /// <summary>Runs a case.</summary>
    /// <returns>What was expected and what came instead; <see langword="null"/> where the case passed.</returns>
    public async ValueTask<string?> RunAsync(SieveCase testCase, CancellationToken cancellationToken = default)
    {
        var compilation = await _compiler.CompileAsync(Encoding.UTF8.GetBytes(testCase.Script), new CaseScripts(testCase), cancellationToken).ConfigureAwait(false);
        var expected = testCase.Expected;
        if (compilation.Program is not { } program)
        {
            var error = compilation.Diagnostics.First(diagnostic => diagnostic.Severity == SieveSeverity.Error);
            return expected.Error ? null : $"expected {Describe(expected)}, got a script that does not compile: {error}";
        }
        if (expected.Compiles)
            return null;
        if (testCase.Message is not { } message)
            return $"expected {Describe(expected)}, got a script that compiles";
        var result = await program.EvaluateAsync(new SieveInput
        {
            Message = SieveMessage.FromMemory(message),
            Envelope = new() { From = testCase.From, To = testCase.To },
            Environment = new CaseEnvironment(time ?? TimeProvider.System),
        }, cancellationToken).ConfigureAwait(false);
        if (result.Error is { } runtime)
            return expected.Error ? null : $"expected {Describe(expected)}, got an error at {runtime}";
        var actual = Normalize(result.Effective.Select(Describe));
        return !expected.Error && IsSame(Normalize(expected.Actions), actual) ? null : $"expected {Describe(expected)}, got {Describe(actual)}";
    }

    private static string Describe(SieveExpectation expected) =>
        expected.Compiles ? "a script that compiles" : expected.Error ? "an error" : Describe(Normalize(expected.Actions));

    private static string Describe(List<SieveExpectedAction> actions) => actions.Count == 0 ? "nothing" : string.Join(" and ", actions.Select(action =>
        action.Kind + (action.Target is null ? "" : $" \"{action.Target}\"") + (action.Flags.IsEmpty ? "" : $" with {string.Join(' ', action.Flags)}")));

    private static SieveExpectedAction Describe(SieveAction action) => action switch
    {
        KeepAction keep => new("keep", null, keep.Flags),
        FileIntoAction file => new("fileinto", file.Mailbox, file.Flags),
        RedirectAction redirect => new("redirect", redirect.Address, []),
        RejectAction reject => new(reject.IsEreject ? "ereject" : "reject", null, []),
        VacationAction => new("vacation", null, []),
        NotifyAction => new("notify", null, []),
        _ => new("discard", null, []),
    };

    // Filing into INBOX is keeping; discarding counts only where nothing else is done.
    private static List<SieveExpectedAction> Normalize(IEnumerable<SieveExpectedAction> actions)
    {
        var all = actions.Select(action => action is { Kind: "fileinto", Target: { } mailbox } && mailbox.Equals("INBOX", StringComparison.OrdinalIgnoreCase)
            ? action with { Kind = "keep", Target = null } : action).ToList();
        var kept = all.Exists(action => action.Kind != "discard") ? all.Where(action => action.Kind != "discard") : all;
        return [.. kept.Select(action => action with { Flags = [.. action.Flags.Select(flag => flag.ToLowerInvariant()).Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal)] })
            .DistinctBy(Key, StringComparer.Ordinal)];
    }

    private static string Key(SieveExpectedAction action) => $"{action.Kind}\0{action.Target}\0{string.Join(' ', action.Flags)}";

    private static bool IsSame(List<SieveExpectedAction> expected, List<SieveExpectedAction> actual) =>
        expected.TrueForAll(one => actual.Exists(two => Fits(one, two))) && actual.TrueForAll(two => expected.Exists(one => Fits(one, two)));

    private static bool Fits(SieveExpectedAction expected, SieveExpectedAction actual) => expected.Kind == actual.Kind
        && (expected.Target is null || expected.Target == actual.Target) && expected.Flags.SequenceEqual(actual.Flags, StringComparer.Ordinal);

    private sealed class CaseScripts(SieveCase testCase) : ISieveScriptSource
    {
        public ValueTask<ReadOnlyMemory<byte>?> FindAsync(SieveScriptLocation location, string name, CancellationToken cancellationToken = default) =>
            new(testCase.Includes.TryGetValue(name, out var script) ? (ReadOnlyMemory<byte>?)OctetText.Encode(script) : null);
    }

    private sealed class CaseEnvironment(TimeProvider time) : SieveEnvironment
    {
        public override TimeProvider Time => time;
    }
}
