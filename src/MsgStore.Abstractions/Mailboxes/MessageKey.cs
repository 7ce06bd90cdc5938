namespace MsgStore.Mailboxes;

/// <summary>Names a message within its folder for ever, whatever happens to flags and UIDs. Printable ASCII without blanks, at most 200 octets.</summary>
/// <param name="Value">The backend's name for it; opaque to others.</param>
public readonly record struct MessageKey(string Value)
{
    /// <summary>The name.</summary>
    public override string ToString() => Value;
}
