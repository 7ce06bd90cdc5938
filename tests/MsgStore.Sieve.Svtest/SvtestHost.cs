using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Svtest;

/// <summary>Everything one test file acts on.</summary>
internal sealed class SvtestHost(string folder)
{
    private const string FirstMessage = "From: sender@example.com\r\nTo: recipient@example.org\r\nSubject: Frop!\r\n\r\nFriep!\r\n";

    public static SieveLanguage Language { get; } = SieveLanguage.With(new SvtestExtension(), new DebugExtension());

    public SvtestScripts Scripts { get; } = new(folder);

    public SvtestSettings Settings { get; } = new();

    public SieveOptions Options { get; set; } = new SvtestSettings().ToOptions(new());

    public List<SvtestBlock> Blocks { get; } = [];

    public bool HasOtherWording { get; set; }

    /// <summary>Where the file asks for an error that must not be there.</summary>
    public HashSet<SievePosition> Refuting { get; } = [];

    public List<string> Errors { get; } = [];

    public Dictionary<(string Mailbox, string Annotation), string> Metadata { get; } = [];

    public Dictionary<string, List<StoredMessage>> Store { get; } = new(StringComparer.Ordinal);

    public List<(string From, string To, ReadOnlyMemory<byte> Octets)> Outgoing { get; } = [];

    public Dictionary<string, SieveProgram> Binaries { get; } = new(StringComparer.Ordinal);

    public SieveProgram? Program { get; set; }

    /// <summary>Results of the scripts run since the last reset.</summary>
    public List<SieveResult> Results { get; } = [];

    public SieveInput Input => field ??= new()
    {
        Message = SieveMessage.FromMemory(OctetText.Encode(FirstMessage)),
        Envelope = EnvelopeOf(MimeHeader.Parse(OctetText.Encode(FirstMessage))),
        Environment = new SvtestEnvironment(this),
    };

    /// <summary>The envelope the dialect derives from a message.</summary>
    public static SieveEnvelope EnvelopeOf(MimeHeader header) => new()
    {
        From = FirstAddress(header, ["Return-Path", "Sender", "From"]) ?? "sender@example.com",
        To = FirstAddress(header, ["Envelope-To", "To"]) ?? "recipient@example.com",
    };

    /// <summary>Compiles a script beside the file; false after errors, which are logged.</summary>
    public bool Compile(string name)
    {
        Errors.Clear();
        if (Scripts.Read(name) is not { } script)
        {
            Errors.Add($"script '{name}' does not exist");
            return false;
        }
        var pending = new SieveCompiler(Options, Language).CompileAsync(script, new SvtestScripts(Path.GetDirectoryName(Path.Combine(Scripts.Folder, name))! is var own && Directory.Exists(Path.Combine(own, "included")) ? own : Scripts.Folder));
        var compilation = pending.AsTask().GetAwaiter().GetResult();
        Errors.AddRange(compilation.Diagnostics.Where(diagnostic => diagnostic.Severity == SieveSeverity.Error).Select(diagnostic => diagnostic.ToString()));
        if (compilation.Program is { } program)
            Program = program;
        else
            Errors.Add("validation failed");
        return compilation.IsValid;
    }

    /// <summary>Runs the last compiled script on the message as the outer script sees it.</summary>
    public bool Run(SieveRun outer, bool isChained = false)
    {
        if (Program is not { } program)
            throw outer.Error("No script has been compiled.");
        var input = Input with { Message = SieveMessage.FromContent(outer.Message.Snapshot() ?? outer.Message.Source.Content), Envelope = outer.Envelope };
        var options = Settings.ToOptions(program.Options);
        var run = new SieveRun(options, input, new FactTable(input.Environment, CancellationToken.None));
        if (isChained)
            run.DefaultFlags = outer.DefaultFlags;
        var result = program.Run(run);
        if (isChained)
            (outer.DefaultFlags, _) = (run.DefaultFlags, run.Message.Snapshot() is { } changed ? outer.Message.Change(changed) : false);
        Results.Add(result);
        Errors.AddRange(result.Warnings.Select(warning => warning.ToString()));
        if (result.Error is { } error)
            Errors.Add(error.ToString());
        return result.Error is null;
    }

    public void Reset(SieveRun outer)
    {
        Results.Clear();
        outer.Actions.Clear();
    }

    private static string? FirstAddress(MimeHeader header, string[] names)
    {
        foreach (var name in names)
            if (header.First(name) is { } field)
                return field.RawText is "<>" ? "" : MailAddressList.Parse(field.RawText).FirstOrDefault(address => address.IsValid)?.Address;
        return null;
    }
}

/// <summary>A message in the host's store.</summary>
internal sealed record StoredMessage(ReadOnlyMemory<byte> Octets, IReadOnlyList<string> Flags);
