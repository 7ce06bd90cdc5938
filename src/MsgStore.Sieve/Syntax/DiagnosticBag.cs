namespace MsgStore.Sieve.Syntax;

/// <summary>Collects diagnostics up to a limit.</summary>
internal sealed class DiagnosticBag(int limit)
{
    private readonly List<SieveDiagnostic> _items = [];

    public IReadOnlyList<SieveDiagnostic> Items => _items;

    public string? ScriptName { get; set; }

    public int ErrorCount { get; private set; }

    public bool IsFull => ErrorCount >= limit;

    public void Error(SievePosition position, string message)
    {
        if (IsFull)
            return;
        ErrorCount++;
        _items.Add(new(SieveSeverity.Error, position, message) { ScriptName = ScriptName });
        if (IsFull)
            _items.Add(new(SieveSeverity.Error, position, "There are more errors than are shown.") { ScriptName = ScriptName });
    }

    public void Warning(SievePosition position, string message)
    {
        if (_items.Count < 2 * limit)
            _items.Add(new(SieveSeverity.Warning, position, message) { ScriptName = ScriptName });
    }
}
