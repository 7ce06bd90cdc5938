namespace MsgStore.Filtering;

/// <summary>Tells whether octets are a script that can be run, and what scripts may ask for. Safe for concurrent use.</summary>
public interface IScriptChecker
{
    /// <summary>The extensions that <c>require</c> takes (RFC 5228 §3.2).</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>The URI schemes that <c>notify</c> takes (RFC 5435 §3); empty without enotify.</summary>
    IReadOnlyList<string> NotifyMethods { get; }

    /// <summary>The URI schemes of external lists (RFC 6134); empty without extlists.</summary>
    IReadOnlyList<string> ListSchemes => [];

    /// <summary>The most redirects of one run (RFC 5804 §1.7).</summary>
    int MaxRedirects { get; }

    /// <summary>Checks a script. Any octets have a result.</summary>
    ScriptCheck Check(ReadOnlyMemory<byte> octets);
}
