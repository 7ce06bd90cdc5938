using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>The extensions of this package, in the order in which they read strings.</summary>
internal static class StandardExtensions
{
    public static IReadOnlyList<ISieveExtension> All { get; } =
    [
        new BaseExtension(),
        new FileIntoExtension(),
        new EnvelopeExtension(),
        new EncodedCharacterExtension(),
        new VariablesExtension(),
        new CopyExtension(),
        new RelationalExtension(),
        new AsciiNumericExtension(),
        new UnicodeCasemapExtension(),
        new Imap4FlagsExtension(),
        new SubaddressExtension(),
        new MailboxExtension(),
        new MboxMetadataExtension(),
        new ServerMetadataExtension(),
        new SpecialUseExtension(),
        new MailboxIdExtension(),
        new FccExtension(),
        new IncludeExtension(),
        new BodyExtension(),
        new DateExtension(),
        new IndexExtension(),
        new EditHeaderExtension(),
        new VacationExtension(),
        new VacationSecondsExtension(),
        new RejectExtension("reject"),
        new RejectExtension("ereject"),
        new EnotifyExtension(),
        new DuplicateExtension(),
        new EnvironmentExtension(),
        new IhaveExtension(),
        new SpamtestExtension(),
        new SpamtestPlusExtension(),
        new VirustestExtension(),
        new RegexExtension(),
        new ForEveryPartExtension(),
        new MimeExtension(),
        new ExtractTextExtension(),
        new ReplaceExtension(),
        new EncloseExtension(),
        new EnvelopeDsnExtension(),
        new RedirectDsnExtension(),
        new EnvelopeDeliverByExtension(),
        new RedirectDeliverByExtension(),
        new ExtlistsExtension(),
    ];
}
