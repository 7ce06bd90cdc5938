using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Compilation;

/// <summary>Where a string stands that a <see cref="SieveStringReader"/> reads.</summary>
public sealed class SieveStringContext
{
    private readonly ScriptScope _scope;

    internal SieveStringContext(ScriptScope scope, SievePosition position)
    {
        _scope = scope;
        Position = position;
    }

    internal SieveLanguage Language => _scope.Language;

    /// <summary>Where it begins.</summary>
    public SievePosition Position { get; }

    /// <summary>Limits and settings.</summary>
    public SieveOptions Options => _scope.Options;

    /// <summary>Whether the script may use a capability.</summary>
    public bool Has(string capability) => _scope.Has(capability);

    /// <summary>State that an extension keeps while the script is compiled.</summary>
    public T State<T>() where T : class, new() => (T)(_scope.State.TryGetValue(typeof(T), out var state) ? state : _scope.State[typeof(T)] = new T());

    /// <summary>Reports what keeps the script from compiling.</summary>
    public void Error(string message) => _scope.Diagnostics.Error(Position, message);
}
