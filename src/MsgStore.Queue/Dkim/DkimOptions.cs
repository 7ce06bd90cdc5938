namespace MsgStore.Queue.Dkim;

/// <summary>Which mail is signed, with which keys (RFC 6376).</summary>
public sealed class DkimOptions
{
    /// <summary>The keys. A message gets a signature of every key of its author's domain; none means that nothing is signed.</summary>
    public IList<DkimKeyOptions> Keys { get; } = [];
}
