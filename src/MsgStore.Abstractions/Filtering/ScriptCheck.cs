namespace MsgStore.Filtering;

/// <summary>What was found in a script.</summary>
/// <param name="IsValid">Whether it can be run.</param>
/// <param name="Message">Errors and warnings for its author, line by line with their places; empty where there are none.</param>
public sealed record ScriptCheck(bool IsValid, string Message);
