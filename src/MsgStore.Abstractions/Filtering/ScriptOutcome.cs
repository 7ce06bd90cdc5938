namespace MsgStore.Filtering;

/// <summary>What became of a change to an owner's scripts.</summary>
public enum ScriptOutcome
{
    /// <summary>It is done, durably.</summary>
    Done,

    /// <summary>There is no script of that name.</summary>
    NotFound,

    /// <summary>There is one of the new name already.</summary>
    Exists,

    /// <summary>The script is active, and the active one is not removed.</summary>
    Active,

    /// <summary>The owner has as many scripts as allowed.</summary>
    TooMany,

    /// <summary>The script is larger than allowed, or all of the owner's would be.</summary>
    TooLarge,
}
