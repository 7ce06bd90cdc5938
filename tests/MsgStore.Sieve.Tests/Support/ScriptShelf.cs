using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Tests.Support;

/// <summary>Scripts that include each other.</summary>
internal sealed class ScriptShelf : ISieveScriptSource
{
    public Dictionary<string, string> Personal { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Global { get; } = new(StringComparer.Ordinal);

    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(SieveScriptLocation location, string name, CancellationToken cancellationToken = default) =>
        new((location == SieveScriptLocation.Global ? Global : Personal).TryGetValue(name, out var script) ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(script) : null);

    public async Task<SieveCompilation> CompileAsync(string script) => await new SieveCompiler().CompileAsync(Encoding.UTF8.GetBytes(script), this);

    public async Task<SieveResult> EvaluateAsync(string script, string message)
    {
        var compilation = await CompileAsync(script);
        Assert.True(compilation.IsValid, string.Join('\n', compilation.Diagnostics));
        return await compilation.Program.EvaluateAsync(new SieveInput
        {
            Message = SieveMessage.FromMemory(OctetText.Encode(message)),
            Envelope = new() { From = "bo@home.example", To = "ada@quay.example" },
        });
    }

    public async Task<string> ActionsAsync(string script, string message) => TestScripts.Describe(await EvaluateAsync(script, message));
}
