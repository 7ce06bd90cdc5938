using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using MsgStore.Tests.Shared;
using Xunit.Abstractions;

namespace MsgStore.Mime.Tests.Oracle;

/// <summary>
/// Our reader against MimeKit's, on messages made by hand, generated and damaged. Each difference has a name in <see cref="KnownDifferences"/>, or is a fault.
/// <c>MSGSTORE_ORACLE_INPUTS</c> says how many inputs are generated; each is made of its number alone.
/// </summary>
public sealed class OracleTests(ITestOutputHelper output)
{
    private const int DefaultInputs = 5000;

    private static readonly IReadOnlyList<byte[]> Messages = [.. Corpus.Messages, .. Corpus.FromTests()];

    public static TheoryData<int> CorpusMessages { get; } = [.. Enumerable.Range(0, Messages.Count)];

    public static TheoryData<string, string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string, string>();
            foreach (var (name, aspect, message) in KnownDifferenceExamples.All)
                examples.Add(name, aspect.ToString(), message);
            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(CorpusMessages))]
    public void Message_of_the_corpus_is_read_as_MimeKit_reads_it(int index) => Assert.Null(Explain(Messages[index], $"corpus message {index}"));

    [Fact]
    public void Generated_and_damaged_messages_are_read_as_MimeKit_reads_them_but_for_the_named_differences()
    {
        var inputs = int.Parse(Environment.GetEnvironmentVariable("MSGSTORE_ORACLE_INPUTS") ?? DefaultInputs.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var counts = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var faults = new ConcurrentQueue<int>();
        Parallel.For(0, inputs, (number, state) =>
        {
            foreach (var difference in Comparison.Of(Input(number)))
                if (KnownDifferences.Of(difference) is { } known)
                    counts.AddOrUpdate(known.Name, 1, (_, count) => count + 1);
                else
                {
                    faults.Enqueue(number);
                    state.Stop();
                }
        });
        output.WriteLine($"{inputs} inputs");
        foreach (var (name, count) in counts.OrderByDescending(pair => pair.Value))
            output.WriteLine($"{count,8} {name}");
        if (faults.TryDequeue(out var fault))
            Assert.Null(Explain(Input(fault), $"input {fault}"));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Named_difference_has_an_example(string name, string aspect, string message) =>
        Assert.Contains(Comparison.Of(Encoding.Latin1.GetBytes(message)), difference => difference.Aspect.ToString() == aspect && KnownDifferences.Of(difference)?.Name == name);

    [Fact]
    public void Every_named_difference_has_an_example() => Assert.Equal(
        KnownDifferences.All.Select(known => $"{known.Name} {known.Aspect}").Order(StringComparer.Ordinal),
        KnownDifferenceExamples.All.Select(example => $"{example.Name} {example.Aspect}").Order(StringComparer.Ordinal));

    // MSGSTORE_APPROVE=1 writes it anew.
    [Fact]
    public void Document_of_the_differences_lists_them()
    {
        var path = Path.Combine(Repository.Root, "src", "MsgStore.Mime", "DIFFERENCES.md");
        var text = new StringBuilder("""
            # Where MsgStore.Mime reads otherwise than MimeKit

            Both readers are run over the same messages: made by hand, generated, and damaged in many ways. Where they differ, and ours is meant to, the difference
            has a name, the document that decides, and a reason; a difference without a name fails the tests. This table is written by them.

            | difference | decided by | what ours does, and MimeKit |
            | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach (var known in KnownDifferences.All.GroupBy(known => known.Name).Select(group => group.MaxBy(known => known.Reason.Length)!)) // No group is empty.
            text.Append(CultureInfo.InvariantCulture, $"| {known.Name} | {known.Document} | {known.Reason} |\n");
        if (Environment.GetEnvironmentVariable("MSGSTORE_APPROVE") == "1")
            File.WriteAllText(path, text.ToString());
        Assert.Equal(text.ToString(), File.ReadAllText(path));
    }

    /// <summary>An input: of ten, three as generated and seven damaged.</summary>
    private static byte[] Input(int number)
    {
        var random = new Random(number);
        var message = random.Next(3) == 0 ? Messages[random.Next(Messages.Count)] : new MessageGenerator(random).Next();
        return random.Next(10) < 3 ? message : MessageMutator.Mutate(message, Messages, random);
    }

    /// <summary>What is not explained of a message, on the smallest input that shows it; <see langword="null"/> where all is.</summary>
    private static string? Explain(byte[] message, string name)
    {
        if (Unexplained(message, null) is not { } found)
            return null;
        var small = Shrinker.Shrink(message, candidate => Unexplained(candidate, found.Aspect) is not null);
        var text = new StringBuilder($"{name}: a difference that has no name. It is a fault of ours, or belongs into KnownDifferences.\n");
        return text.Append(Unexplained(small, found.Aspect)).Append("\nsmallest input: ").Append(Difference.Escape(small)).ToString();
    }

    private static Difference? Unexplained(byte[] message, Aspect? aspect) =>
        Comparison.Of(message).FirstOrDefault(difference => (aspect is null || difference.Aspect == aspect) && KnownDifferences.Of(difference) is null);
}
