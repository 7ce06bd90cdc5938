using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>duplicate (RFC 7352). The test asks the environment; what is to be remembered stands in <see cref="SieveResult.Duplicates"/>.</summary>
internal sealed class DuplicateExtension : ISieveExtension
{
    public string Name => "duplicate";

    public void Register(SieveLanguageBuilder language) => language.AddTest(new("duplicate", Duplicate)
    {
        Tags =
        [
            new("handle") { Value = SieveArgumentKind.String },
            new("header") { Value = SieveArgumentKind.String, Group = "unique ID" },
            new("uniqueid") { Value = SieveArgumentKind.String, Group = "unique ID" },
            new("seconds") { Value = SieveArgumentKind.Number },
            new("last"),
        ],
    });

    private static SieveTest Duplicate(SieveBinding binding)
    {
        var (handle, header, uniqueId) = (binding.TagString("handle"), binding.TagString("header"), binding.TagString("uniqueid"));
        if (header is { IsConstant: true } && !MsgStore.Mime.MimeHeaderField.IsName(header.Text))
            binding.Error($"\"{header.Text}\" is no name of a header field.", binding.PositionOfTag("header"));
        var seconds = binding.TagNumber("seconds");
        var isRenewed = binding.HasTag("last");
        return run =>
        {
            // A message without the field is never a duplicate (§3).
            var id = uniqueId?.Get(run) ?? run.Message.Header.First(header?.Get(run) ?? "Message-ID")?.RawText;
            return !string.IsNullOrEmpty(id) && Ask(run, new(handle?.Get(run) ?? "", id, Period(run.Options.Duplicate, seconds), isRenewed));
        };
    }

    private static TimeSpan Period(DuplicateOptions options, long? seconds) =>
        seconds is not { } asked ? options.DefaultPeriod : asked > options.MaxPeriod.TotalSeconds ? options.MaxPeriod : TimeSpan.FromSeconds(asked);

    // The same question twice in one run has one answer (§3.1): the message is no duplicate of itself.
    private static bool Ask(SieveRun run, SieveDuplicateEntry entry)
    {
        var isDuplicate = run.Ask((nameof(DuplicateExtension), entry.Handle, entry.UniqueId), (environment, token) => environment.IsDuplicateAsync(entry, token));
        var entries = run.State<List<SieveDuplicateEntry>>();
        if ((isDuplicate && !entry.IsRenewed) || entries.Exists(known => known.Handle == entry.Handle && known.UniqueId == entry.UniqueId))
            return isDuplicate;
        if (entries.Count >= run.Options.MaxDuplicates)
            throw run.Error($"The script asks for more than {run.Options.MaxDuplicates} values to be remembered.");
        entries.Add(entry);
        return isDuplicate;
    }
}
