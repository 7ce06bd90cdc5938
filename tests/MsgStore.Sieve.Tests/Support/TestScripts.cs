using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Tests.Support;

/// <summary>Runs scripts in one line.</summary>
internal static class TestScripts
{
    public const string Message = "From: Coyote <coyote@desert.example.org>\r\nTo: roadrunner@acme.example.com\r\nSubject: I have a present for you\r\n"
        + "Date: Tue, 1 Apr 1997 09:06:31 -0800 (PST)\r\nMessage-ID: <one@desert.example.org>\r\n\r\nLook, I'm sorry about the whole anvil thing.\r\n";

    public static SieveProgram Compile(string script, SieveOptions? options = null)
    {
        var compilation = new SieveCompiler(options).Compile(Encoding.UTF8.GetBytes(script));
        Assert.True(compilation.IsValid, string.Join('\n', compilation.Diagnostics));
        return compilation.Program;
    }

    /// <summary>The first error of a script that does not compile.</summary>
    public static string ErrorOf(string script, SieveOptions? options = null)
    {
        var compilation = new SieveCompiler(options).Compile(Encoding.UTF8.GetBytes(script));
        Assert.False(compilation.IsValid);
        return compilation.Diagnostics[0].ToString();
    }

    public static SieveResult Evaluate(string script, string message = Message, SieveOptions? options = null, ISieveEnvironment? environment = null, SieveEnvelope? envelope = null)
    {
        var input = new SieveInput
        {
            Message = SieveMessage.FromMemory(OctetText.Encode(message)),
            Envelope = envelope ?? new() { From = "coyote@desert.example.org", To = "roadrunner@acme.example.com" },
            Environment = environment ?? new SieveEnvironment(),
        };
        var pending = Compile(script, options).EvaluateAsync(input).AsTask();
        Assert.True(pending.IsCompleted);
        return pending.GetAwaiter().GetResult();
    }

    /// <summary>What a script does, one action after the other: <c>keep</c>, <c>fileinto:Work[\Seen]</c>, <c>redirect:a@b</c>, <c>error</c>.</summary>
    public static string Actions(string script, string message = Message, ISieveEnvironment? environment = null, SieveEnvelope? envelope = null) =>
        Describe(Evaluate(script, message, environment: environment, envelope: envelope));

    /// <summary>As <see cref="Actions(string, string, ISieveEnvironment?, SieveEnvelope?)"/>, with settings that are not the default.</summary>
    public static string ActionsWith(SieveOptions options, string script, string message = Message, ISieveEnvironment? environment = null, SieveEnvelope? envelope = null) =>
        Describe(Evaluate(script, message, options, environment, envelope));

    /// <summary>The only action of a kind.</summary>
    public static T Single<T>(SieveResult result)
        where T : SieveAction
    {
        Assert.Null(result.Error);
        return Assert.Single(result.Effective.OfType<T>());
    }

    /// <summary>Whether a test is true of a message.</summary>
    public static bool IsTrue(string requires, string test, string message = Message, ISieveEnvironment? environment = null, SieveEnvelope? envelope = null) =>
        Actions($"{(requires.Length == 0 ? "" : $"require [{requires}];")}\nif {test} {{ discard; }}", message, environment, envelope) == "discard";

    public static string Describe(SieveResult result) => result.Error is not null ? "error" : string.Join(' ', result.Effective.Select(Describe));

    private static string Describe(SieveAction action) => action switch
    {
        KeepAction keep => "keep" + Flags(keep),
        FileIntoAction file => $"fileinto:{file.Mailbox}{Flags(file)}{(file.Create ? "+create" : "")}",
        RedirectAction redirect => $"redirect:{redirect.Address}",
        RejectAction reject => $"{(reject.IsEreject ? "ereject" : "reject")}:{reject.Reason}",
        VacationAction => "vacation",
        NotifyAction notify => $"notify:{notify.Method}",
        _ => "discard",
    };

    private static string Flags(SieveStoreAction action) => action.Flags.IsEmpty ? "" : $"[{string.Join(',', action.Flags)}]";
}
