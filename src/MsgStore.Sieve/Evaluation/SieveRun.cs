using System.Collections.Immutable;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Evaluation;

/// <summary>One run of a program: what its commands and tests read, and the actions they have asked for so far. Not for concurrent use.</summary>
public sealed class SieveRun
{
    private readonly SieveInput _input;
    private readonly FactTable _facts;
    private readonly Dictionary<Type, object> _state = [];
    private readonly Dictionary<(ISieveComparator, string, bool), string> _folded = new(FoldKeyComparer.Instance);
    private readonly List<SieveRuntimeError> _warnings = [];
    private SievePosition _position;
    private long _foldedCharacters;

    internal SieveRun(SieveOptions options, SieveInput input, FactTable facts)
    {
        Options = options;
        _input = input;
        _facts = facts;
        Message = new(this, input.Message);
        Envelope = input.Envelope;
        Now = input.Environment.Time.GetLocalNow();
        Actions = new(this);
        if (IsTracing)
            Trace(SieveTraceKind.Start, "start");
    }

    /// <summary>Limits and settings.</summary>
    public SieveOptions Options { get; internal set; }

    /// <summary>The message.</summary>
    public SieveMessageView Message { get; }

    /// <summary>The envelope.</summary>
    public SieveEnvelope Envelope { get; internal set; }

    /// <summary>The time the run began, in the local zone.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The part a <c>foreverypart</c> loop has come to; <see langword="null"/> outside of loops (RFC 5703 §3).</summary>
    public MimePart? CurrentPart { get; set; }

    /// <summary>The loop that <c>break</c> leaves; <see langword="null"/> for the innermost (RFC 5703 §3.2).</summary>
    public string? BreakTarget { get; set; }

    /// <summary>The flags of copies that name none (RFC 5232 §2, the internal variable).</summary>
    public ImmutableArray<string> DefaultFlags { get; set; } = [];

    /// <summary>The actions so far.</summary>
    public SieveActionList Actions { get; }

    /// <summary>The included script being run; <see langword="null"/> for the script itself.</summary>
    public string? ScriptName { get; internal set; }

    /// <summary>Steps taken.</summary>
    public long Instructions { get; private set; }

    /// <summary>Whether somebody listens to <see cref="Trace"/>.</summary>
    public bool IsTracing => _input.Trace is not null;

    /// <summary>The local time zone.</summary>
    public TimeZoneInfo LocalZone => _input.Environment.Time.LocalTimeZone;

    internal ISieveEnvironment Environment => _input.Environment;

    /// <summary>State that an extension keeps during the run.</summary>
    public T State<T>() where T : class, new()
    {
        if (!_state.TryGetValue(typeof(T), out var state))
            _state.Add(typeof(T), state = new T());
        return (T)state;
    }

    /// <summary>Gives a fact of the environment, asked for once in an evaluation.</summary>
    /// <param name="key">A value that tells this question from others.</param>
    /// <param name="fetch">Asks the question.</param>
    public T Ask<T>(object key, Func<ISieveEnvironment, CancellationToken, ValueTask<T>> fetch)
    {
        Spend(_facts.Has(key) ? 1 : QuestionCost);
        return _facts.Get(key, fetch);
    }

    /// <summary>Counts steps.</summary>
    public void Spend(long steps)
    {
        Instructions += steps;
        if (Instructions + _facts.EarlierSteps > Options.MaxInstructions)
            throw Error($"The script takes more than {Options.MaxInstructions} steps.");
    }

    /// <summary>Makes what ends the run: <c>throw run.Error("…")</c>.</summary>
    /// <param name="message">In words for the script's owner.</param>
    public Exception Error(string message) => new SieveRuntimeException(_position, ScriptName, message);

    /// <summary>Notes what the script's owner should look at, without ending the run.</summary>
    /// <param name="message">In words for the script's owner.</param>
    public void Warn(string message)
    {
        if (_warnings.Count < MaxWarnings)
            _warnings.Add(new(_position, ScriptName, message));
    }

    /// <summary>Tells who follows the run.</summary>
    public void Trace(SieveTraceKind kind, string text) => _input.Trace?.Write(new(kind, _position, ScriptName, text));

    /// <summary>The folded form of a value, made once a run.</summary>
    /// <param name="comparator">Folds it.</param>
    /// <param name="value">The value.</param>
    /// <param name="isForWildcards">Whether it is <c>:matches</c> that compares.</param>
    public string Fold(ISieveComparator comparator, string value, bool isForWildcards = false)
    {
        var key = (comparator, value, isForWildcards);
        if (!_folded.TryGetValue(key, out var folded))
        {
            // Forms of large values are kept as long as they are about as large together as the message.
            if (_folded.Count >= MaxFolded || _foldedCharacters + value.Length > Math.Max(MinFoldedCharacters, _input.Message.Size))
            {
                _folded.Clear();
                _foldedCharacters = 0;
            }
            folded = isForWildcards ? comparator.FoldForWildcards(value) : comparator.Fold(value);
            _folded.Add(key, folded);
            _foldedCharacters += folded.Length;
        }
        return folded;
    }

    internal SievePosition Position => _position;

    internal TimeSpan RegexTime
    {
        get => _facts.RegexTime;
        set => _facts.RegexTime = value;
    }

    internal void Enter(SievePosition position)
    {
        _position = position;
        Spend(1);
    }

    internal SieveResult Finish(SieveRuntimeError? error) => new()
    {
        Actions = [.. Actions.Items],
        ImplicitKeep = error is not null ? new KeepAction() : Actions.ImplicitKeep(),
        Error = error,
        BeforeEnclosure = Message.BeforeEnclosure,
        Warnings = [.. _warnings],
        Duplicates = error is null ? [.. State<List<SieveDuplicateEntry>>()] : [],
        Instructions = Instructions,
    };

    // What a disk has to be asked for costs more than a comparison.
    private const int QuestionCost = 100;
    private const int MaxFolded = 256;
    private const int MinFoldedCharacters = 1024 * 1024;
    private const int MaxWarnings = 16;

    // Values come from caches, so that the same one is the same object.
    private sealed class FoldKeyComparer : IEqualityComparer<(ISieveComparator Comparator, string Value, bool IsForWildcards)>
    {
        public static FoldKeyComparer Instance { get; } = new();

        public bool Equals((ISieveComparator Comparator, string Value, bool IsForWildcards) x, (ISieveComparator Comparator, string Value, bool IsForWildcards) y) =>
            ReferenceEquals(x.Comparator, y.Comparator) && ReferenceEquals(x.Value, y.Value) && x.IsForWildcards == y.IsForWildcards;

        public int GetHashCode((ISieveComparator Comparator, string Value, bool IsForWildcards) key) =>
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Value);
    }
}
