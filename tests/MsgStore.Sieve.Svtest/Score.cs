namespace MsgStore.Sieve.Svtest;

/// <summary>How many blocks passed.</summary>
internal sealed class Score
{
    public int Passed { get; private set; }

    public int Total { get; private set; }

    /// <summary>Of those passed, the ones whose errors have other words.</summary>
    public int OtherWording { get; private set; }

    public void Add(SvtestBlock block)
    {
        Total++;
        if (block.Failure is not null)
            return;
        Passed++;
        if (block.HasOtherWording)
            OtherWording++;
    }

    public void Add(Score other) => (Passed, Total, OtherWording) = (Passed + other.Passed, Total + other.Total, OtherWording + other.OtherWording);

    public override string ToString() => $"{Passed}/{Total}{(OtherWording > 0 ? $" ({OtherWording} with errors in other words)" : "")}";
}
