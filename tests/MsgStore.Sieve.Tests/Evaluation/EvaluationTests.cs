using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Support;
using MsgStore.Sieve.Tests.Syntax;

namespace MsgStore.Sieve.Tests.Evaluation;

public sealed class EvaluationTests
{
    [Fact]
    public async Task Facts_that_come_late_give_the_same_result_and_are_asked_once()
    {
        const string Script = """
            require ["mailbox", "fileinto", "duplicate", "special-use", "body"];
            if allof (mailboxexists "Work", not mailboxexists "Play", specialuse_exists "\\Junk", not duplicate) {
                if mailboxexists "Work" { fileinto "Work"; }
            }
            if body :contains "anvil" { redirect "a@example.com"; }
            """;
        foreach (var isSlow in (bool[])[false, true])
        {
            var environment = new TestEnvironment { IsSlow = isSlow };
            environment.Mailboxes.Add("Work");
            environment.SpecialUses["\\Junk"] = "Spam";
            var result = await TestScripts.Compile(Script).EvaluateAsync(new SieveInput
            {
                Message = SieveMessage.FromContent(new StreamedContent(OctetText.Encode(TestScripts.Message))),
                Envelope = new() { From = "", To = "a@example.com" },
                Environment = environment,
            });
            Assert.Equal("fileinto:Work redirect:a@example.com", TestScripts.Describe(result));
            Assert.Equal(4, environment.Questions);
            Assert.Equal("<one@desert.example.org>", Assert.Single(result.Duplicates).UniqueId);
        }
    }

    [Fact]
    public void An_error_means_the_implicit_keep_and_says_where()
    {
        var result = TestScripts.Evaluate("require [\"ihave\", \"fileinto\"];\nfileinto \"x\";\nerror \"no way\";");
        Assert.Equal("3:1: no way", result.Error!.ToString());
        Assert.IsType<KeepAction>(Assert.Single(result.Effective));
    }

    [Theory]
    [InlineData("keep;", "keep")]
    [InlineData("", "keep")]
    [InlineData("discard;", "discard")]
    [InlineData("redirect \"a@example.com\"; redirect \"a@example.com\";", "redirect:a@example.com")]
    [InlineData("require \"fileinto\"; fileinto \"INBOX\"; keep;", "keep")]
    [InlineData("require \"copy\"; redirect :copy \"a@example.com\";", "redirect:a@example.com keep")]
    [InlineData("require \"reject\"; reject \"no\"; keep;", "error")]
    [InlineData("require [\"reject\", \"vacation\"]; vacation \"away\"; reject \"no\";", "error")]
    [InlineData("stop; discard;", "keep")]
    public void Actions_are_listed_once_and_conflicts_are_errors(string script, string expected) => Assert.Equal(expected, TestScripts.Actions(script));

    [Fact]
    public void Limits_of_actions_redirects_and_steps_end_a_run()
    {
        var options = new SieveOptions { MaxActions = 3, MaxRedirects = 2, MaxInstructions = 1000 };
        Assert.Contains("2 addresses", Error("redirect \"a@e.org\"; redirect \"b@e.org\"; redirect \"c@e.org\";"), StringComparison.Ordinal);
        Assert.Contains("3 actions", Error("require \"fileinto\"; fileinto \"1\"; fileinto \"2\"; fileinto \"3\"; fileinto \"4\";"), StringComparison.Ordinal);
        Assert.Contains("1000 steps", Error(string.Concat(Enumerable.Repeat("if not header \"subject\" \"x\" { }\n", 600))), StringComparison.Ordinal);

        string Error(string script) => TestScripts.Evaluate(script, options: options).Error!.Message;
    }

    [Fact]
    public void A_trace_tells_every_step()
    {
        var trace = new List<string>();
        var program = TestScripts.Compile("require \"fileinto\";\nif header :contains \"subject\" \"present\" {\n  fileinto \"Gifts\";\n}");
        var pending = program.EvaluateAsync(new SieveInput
        {
            Message = SieveMessage.FromMemory(OctetText.Encode(TestScripts.Message)),
            Envelope = new() { From = "", To = "" },
            Trace = new ListTrace(trace),
        }).AsTask();
        Assert.True(pending.IsCompletedSuccessfully);
        Assert.Equal(
            ["Match 2:4 :contains \"I have a present for you\" \"present\": match", "Test 2:4 header: true", "Command 3:3 fileinto", "Action 3:3 fileinto \"Gifts\""], trace[1..]);
    }

    [Fact]
    public void Third_parties_bring_tests_and_actions()
    {
        var language = SieveLanguage.With(new WeekendExtension());
        var compilation = new SieveCompiler(language: language).Compile("require \"vnd.example.weekend\"; if weekend { file_urgently \"Now\"; }"u8);
        Assert.True(compilation.IsValid);
        Assert.Contains("vnd.example.weekend", language.Capabilities);
        Assert.Contains("needs: require \"vnd.example.weekend\"", new SieveCompiler(language: language).Compile("if weekend { keep; }"u8).Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Property(Arbitrary = [typeof(ParserTests.Pieces), typeof(Messages)])]
    public bool Any_script_on_any_message_ends_in_a_result(string script, MessageText text)
    {
        var message = text.Value;
        var full = "require [\"variables\", \"body\", \"mime\", \"foreverypart\", \"extracttext\", \"editheader\", \"regex\", \"date\", \"index\"];\n"
            + "if header :matches \"subject\" \"*a?*\" { set \"a\" \"${1}${2}\"; }\nif body :text :contains \"x\" { addheader \"X\" \"${a}\"; }\n"
            + "if address :all :regex \"from\" \"(.*)@\" { keep; }\nforeverypart { extracttext :first 10 \"b\"; if header :mime :param \"name\" \"content-type\" \"x\" { break; } }\n"
            + "if date :index 1 \"date\" \"year\" \"2000\" { discard; }\n" + script;
        var compilation = new SieveCompiler().Compile(Encoding.UTF8.GetBytes(full));
        if (compilation.Program is not { } program)
            return compilation.Diagnostics.Length > 0;
        var pending = program.EvaluateAsync(new SieveInput { Message = SieveMessage.FromMemory(Encoding.UTF8.GetBytes(message)), Envelope = new() { From = message, To = "x" } }).AsTask();
        return pending.IsCompletedSuccessfully && pending.Result.Effective.Any();
    }

    public sealed record MessageText(string Value);

    private static class Messages
    {
        public static Arbitrary<MessageText> Texts() => Gen.Elements(
            "From: ", "Subject: a", "To: ", "Date: Tue, 1 Apr 1997 09:06:31 -0800", "Content-Type: multipart/mixed; boundary=b", "Content-Type: text/html; charset=x; name*=utf-8''%41",
            "Content-Transfer-Encoding: base64", "\r\n", "\n", "\r\n\r\n", "--b", "--b--", "<a@b>", "\"", "(", ":", ";", ",", "=?utf-8?B?w6k=?=", "<p>x</p>", "YWJj", "é", " ", "\0").ArrayOf()
            .Select(pieces => new MessageText(string.Concat(pieces))).ToArbitrary();
    }

    private sealed class ListTrace(List<string> lines) : ISieveTrace
    {
        public void Write(SieveTraceStep step) => lines.Add($"{step.Kind} {step.Position} {step.Text}");
    }

    private sealed class StreamedContent(byte[] octets) : MessageContent
    {
        public override long Length => octets.Length;

        public override Stream OpenRead() => new MemoryStream(octets);
    }

    private sealed class WeekendExtension : ISieveExtension
    {
        public string Name => "vnd.example.weekend";

        public void Register(SieveLanguageBuilder language)
        {
            language.AddTest(new("weekend", _ => run => run.Now.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday));
            language.AddCommand(new("file_urgently", binding =>
            {
                var mailbox = binding.String(0);
                return run =>
                {
                    run.Actions.Add(new FileIntoAction(mailbox.Get(run)) { Flags = ["\\Flagged"], HasOwnFlags = true });
                    return SieveFlow.Next;
                };
            })
            { Arguments = [SieveArgumentKind.String] });
        }
    }

    [Theory]
    [InlineData(":upper", "äb ÄB", "äB ÄB")]
    [InlineData(":lower", "äb ÄB", "äb Äb")]
    [InlineData(":upperfirst", "äb", "äb")]
    [InlineData(":lowerfirst", "Äb", "Äb")]
    public void Only_letters_of_ASCII_change_their_case(string modifier, string value, string expected) =>
        Assert.Equal($"fileinto:{expected}", TestScripts.Actions($"require [\"variables\", \"fileinto\"]; set {modifier} \"a\" \"{value}\"; fileinto \"${{a}}\";"));
}
