namespace MsgStore.Protocols.Wire;

/// <summary>Counts the commands of a session that got nothing done: harmless each, and a load on all others without end.</summary>
/// <param name="most">How many there may be.</param>
internal sealed class CommandBudget(int most)
{
    private long _left = most;

    /// <summary>Counts a command.</summary>
    /// <returns>False where there were too many.</returns>
    public bool TrySpend() => --_left >= 0;

    /// <summary>Takes commands into the count that seemed to be of use before.</summary>
    public void Spend(int commands) => _left -= commands;

    /// <summary>Leaves the command just served, or so many, out of the count.</summary>
    public void Return(int commands = 1) => _left += commands;

    /// <summary>Something got done: the count begins anew.</summary>
    public void Replenish() => _left = Math.Max(_left, most);
}
