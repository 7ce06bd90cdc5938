using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>mboxmetadata (RFC 5490 §3.3, §3.4): metadata and metadataexists.</summary>
internal sealed class MboxMetadataExtension : ISieveExtension
{
    public string Name => "mboxmetadata";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddTest(new("metadata", Metadata)
        {
            Arguments = [SieveArgumentKind.String, SieveArgumentKind.String, SieveArgumentKind.StringList],
            TakesMatching = true,
        });
        language.AddTest(new("metadataexists", MetadataExists) { Arguments = [SieveArgumentKind.String, SieveArgumentKind.StringList] });
    }

    /// <summary>Reads an annotation; <see langword="null"/> where there is none.</summary>
    public static string? Read(SieveRun run, string? mailbox, string annotation) => !IsAnnotation(annotation) ? null
        : run.Ask((nameof(MboxMetadataExtension), mailbox, annotation), (environment, token) => environment.GetMetadataAsync(mailbox, annotation, token));

    /// <summary>Warns of a name that names no annotation (RFC 5464 §3.2).</summary>
    public static void Check(SieveBinding binding, SieveStringList names, int index)
    {
        foreach (var name in names.Items)
            if (name.IsConstant && !IsAnnotation(name.Text))
                binding.Warning($"\"{name.Text}\" names no annotation; names begin with \"/private/\" or \"/shared/\".", binding.PositionOf(index));
    }

    private static bool IsAnnotation(string name) =>
        (name.StartsWith("/private/", StringComparison.OrdinalIgnoreCase) || name.StartsWith("/shared/", StringComparison.OrdinalIgnoreCase))
        && !name.EndsWith('/') && !name.Contains("//", StringComparison.Ordinal) && !name.AsSpan().ContainsAny('*', '%');

    private static SieveTest Metadata(SieveBinding binding)
    {
        var (mailbox, annotation) = (binding.String(0), binding.String(1));
        Check(binding, new([annotation]), 1);
        var matcher = binding.Matcher(binding.Strings(2));
        return run => matcher.Matches(run, Read(run, mailbox.Get(run), annotation.Get(run)) is { } value ? [value] : []);
    }

    private static SieveTest MetadataExists(SieveBinding binding)
    {
        var mailbox = binding.String(0);
        var annotations = binding.Strings(1);
        Check(binding, annotations, 1);
        return run => annotations.Get(run).All(annotation => Read(run, mailbox.Get(run), annotation) is not null);
    }
}

/// <summary>servermetadata (RFC 5490 §4): servermetadata and servermetadataexists.</summary>
internal sealed class ServerMetadataExtension : ISieveExtension
{
    public string Name => "servermetadata";

    public void Register(SieveLanguageBuilder language)
    {
        language.AddTest(new("servermetadata", ServerMetadata) { Arguments = [SieveArgumentKind.String, SieveArgumentKind.StringList], TakesMatching = true });
        language.AddTest(new("servermetadataexists", binding =>
        {
            var annotations = binding.Strings(0);
            MboxMetadataExtension.Check(binding, annotations, 0);
            return run => annotations.Get(run).All(annotation => MboxMetadataExtension.Read(run, null, annotation) is not null);
        })
        { Arguments = [SieveArgumentKind.StringList] });
    }

    private static SieveTest ServerMetadata(SieveBinding binding)
    {
        var annotation = binding.String(0);
        MboxMetadataExtension.Check(binding, new([annotation]), 0);
        var matcher = binding.Matcher(binding.Strings(1));
        return run => matcher.Matches(run, MboxMetadataExtension.Read(run, null, annotation.Get(run)) is { } value ? [value] : []);
    }
}
