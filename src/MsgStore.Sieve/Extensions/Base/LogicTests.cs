using System.Collections.Immutable;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>true, false, not, allof, anyof, size (RFC 5228 §5).</summary>
internal static class LogicTests
{
    public static void Register(SieveLanguageBuilder language)
    {
        language.AddTest(new("true", _ => Constants.True));
        language.AddTest(new("false", _ => Constants.False));
        language.AddTest(new("not", binding => Not(binding.Tests[0])) { Tests = SieveTestArity.One });
        language.AddTest(new("allof", binding => AllOf(binding.Tests)) { Tests = SieveTestArity.List });
        language.AddTest(new("anyof", binding => AnyOf(binding.Tests)) { Tests = SieveTestArity.List });
        language.AddTest(new("size", Size)
        {
            Tags = [new("over") { Value = SieveArgumentKind.Number, Group = "size" }, new("under") { Value = SieveArgumentKind.Number, Group = "size" }],
        });
    }

    private static SieveTest Not(SieveTest test) =>
        test == Constants.True ? Constants.False : test == Constants.False ? Constants.True : run => !test(run);

    private static SieveTest AllOf(ImmutableArray<SieveTest> tests)
    {
        if (tests.Contains(Constants.False))
            return Constants.False;
        return tests.All(test => test == Constants.True) ? Constants.True : run =>
        {
            foreach (var test in tests)
                if (!test(run))
                    return false;
            return true;
        };
    }

    private static SieveTest AnyOf(ImmutableArray<SieveTest> tests)
    {
        if (tests.Contains(Constants.True))
            return Constants.True;
        return tests.All(test => test == Constants.False) ? Constants.False : run =>
        {
            foreach (var test in tests)
                if (test(run))
                    return true;
            return false;
        };
    }

    private static SieveTest Size(SieveBinding binding)
    {
        var (over, under) = (binding.TagNumber("over"), binding.TagNumber("under"));
        if (over is null && under is null)
            binding.Error("'size' takes ':over' or ':under' and a number.");
        return over is { } least ? run => run.Message.Size > least : run => run.Message.Size < under;
    }
}
