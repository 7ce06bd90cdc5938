namespace MsgStore.Mailboxes.Capabilities;

/// <summary>What a flag change does.</summary>
public enum FlagChangeMode
{
    /// <summary>+FLAGS.</summary>
    Add,
    /// <summary>-FLAGS.</summary>
    Remove,
    /// <summary>FLAGS.</summary>
    Replace,
}
