namespace MsgStore.Cli.Tests.Support;

/// <summary>What a run of the tool left behind.</summary>
internal sealed record ToolResult(int Exit, string Output, string Error);
