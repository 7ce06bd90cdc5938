using System.Collections.Immutable;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Compilation;

/// <summary>A list of strings, prepared.</summary>
public sealed class SieveStringList
{
    private readonly ImmutableArray<string>? _constants;

    /// <summary>Makes a list.</summary>
    public SieveStringList(ImmutableArray<SieveString> items)
    {
        Items = items;
        if (items.All(item => item.IsConstant))
            _constants = [.. items.Select(item => item.Text)];
    }

    /// <summary>The strings.</summary>
    public ImmutableArray<SieveString> Items { get; }

    /// <summary>Whether every string is a constant.</summary>
    public bool IsConstant => _constants is not null;

    /// <summary>The values in a run.</summary>
    public ImmutableArray<string> Get(SieveRun run) => _constants ?? [.. Items.Select(item => item.Get(run))];
}
