namespace MsgStore.Filtering;

/// <summary>A script in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SizeInOctets">Its size.</param>
/// <param name="IsActive">Whether it is the one that is run.</param>
public sealed record ScriptInfo(ScriptName Name, long SizeInOctets, bool IsActive);
