namespace MsgStore.Maildir.Index;

/// <summary>What a pass is to do beside looking.</summary>
/// <param name="Messages">Messages just put into <c>cur</c> that must get UIDs, by base name, with the UID each should have or null.</param>
internal sealed record SyncRequest(IReadOnlyList<(byte[] BaseName, uint? WantedUid)> Messages)
{
    /// <summary>Only looking.</summary>
    public static SyncRequest None { get; } = new([]);

    /// <summary>Whether nothing is asked for.</summary>
    public bool IsEmpty => Messages.Count == 0;
}
