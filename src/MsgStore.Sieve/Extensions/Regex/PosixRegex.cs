using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace MsgStore.Sieve.Extensions;

/// <summary>Translates POSIX extended regular expressions to those of .NET that need no backtracking.</summary>
internal static class PosixRegex
{
    private const int MaxRepeat = 1000;

    /// <summary>Translates an expression.</summary>
    /// <param name="pattern">The expression.</param>
    /// <param name="translated">The same for .NET.</param>
    /// <param name="states">About how many states it needs, repetitions counted as often as they may be made.</param>
    /// <param name="problem">Why it is none.</param>
    public static bool TryTranslate(string pattern, [NotNullWhen(true)] out string? translated, out int states, [NotNullWhen(false)] out string? problem)
    {
        var translation = new Translation(pattern);
        problem = translation.Run();
        translated = problem is null ? translation.Result : null;
        states = translation.States;
        return problem is null;
    }

    private ref struct Translation(string pattern)
    {
        private readonly StringBuilder _output = new(pattern.Length + 8);
        private readonly Stack<long> _outer = [];
        private int _at;
        // The states of the group so far, and those of what stands before this place.
        private long _states;
        private long _last;
        // Whether there is something before this place that can be repeated.
        private bool _canRepeat;
        private bool _hasRepeat;

        public readonly string Result => _output.ToString();

        public readonly int States => (int)Math.Min(_states, int.MaxValue);

        public string? Run()
        {
            while (_at < pattern.Length)
                if (Step() is { } problem)
                    return problem;
            return _outer.Count > 0 ? "The regular expression has a '(' without ')'." : null;
        }

        private string? Step()
        {
            var c = pattern[_at];
            switch (c)
            {
                case '[':
                    return Bracket();
                case '\\':
                    return Escape();
                case '*' or '+' or '?':
                    return Repeat(c.ToString());
                case '{':
                    return Interval();
                case '(':
                    _outer.Push(_states);
                    _states = 0;
                    return Put("(", canRepeat: false);
                case ')' when _outer.Count > 0:
                    var inner = _states;
                    _states = _outer.Pop();
                    return Put(")", canRepeat: true, inner);
                case '|':
                    return Put("|", canRepeat: false);
                case '^':
                    return Put("^", canRepeat: false);
                case '$':
                    return Put("\\z", canRepeat: false);
                case '.':
                    return Put("[\\s\\S]", canRepeat: true);
                default:
                    return Put(System.Text.RegularExpressions.Regex.Escape(c.ToString()), canRepeat: true);
            }
        }

        private string? Put(string text, bool canRepeat, long states = 1)
        {
            _output.Append(text);
            _last = states;
            Count(states);
            _canRepeat = canRepeat;
            _hasRepeat = false;
            _at++;
            return null;
        }

        private void Count(long states) => _states = Math.Min(_states + states, int.MaxValue);

        private string? Repeat(string operation)
        {
            if (!_canRepeat)
                return $"The regular expression has '{operation}' where there is nothing to repeat.";
            // POSIX leaves a second operator undefined; '?' is read as most people mean it: as little as can be.
            if (_hasRepeat && operation != "?")
                return $"The regular expression has '{operation}' after another repetition.";
            _output.Append(operation);
            _canRepeat = !_hasRepeat;
            _hasRepeat = true;
            _at++;
            return null;
        }

        private string? Interval()
        {
            var end = pattern.IndexOf('}', _at);
            var numbers = end < 0 ? [] : pattern[(_at + 1)..end].Split(',');
            if (numbers.Length is 0 or > 2 || !int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var least) || least > MaxRepeat
                || numbers.Length == 2 && numbers[1].Length > 0 && (!int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var most) || most < least || most > MaxRepeat))
                return "The regular expression has a '{' that begins no repetition as {2}, {2,} or {2,5}.";
            if (Repeat(pattern[_at..(end + 1)]) is { } problem)
                return problem;
            Count(_last * (Times(numbers) - 1));
            _at = end + 1;
            return null;
        }

        private static int Times(string[] numbers) => Math.Max(1, int.Parse(numbers is [_, { Length: > 0 } most] ? most : numbers[0], CultureInfo.InvariantCulture));

        private string? Escape()
        {
            if (_at + 1 >= pattern.Length)
                return "The regular expression ends in a '\\'.";
            var c = pattern[++_at];
            // Letters and digits are extensions beyond POSIX; of these the ones without back references are common.
            var text = c switch
            {
                '<' or '>' => "\\b",
                'w' or 'W' or 's' or 'S' or 'b' or 'B' or 'd' or 'D' => "\\" + c,
                >= '1' and <= '9' => null,
                _ when char.IsAsciiLetterOrDigit(c) => c.ToString(),
                _ => System.Text.RegularExpressions.Regex.Escape(c.ToString()).Replace("]", "\\]", StringComparison.Ordinal).Replace("}", "\\}", StringComparison.Ordinal),
            };
            return text is null ? "Back references cannot be used in a regular expression here." : Put(text, canRepeat: c is not ('<' or '>' or 'b' or 'B'));
        }

        private string? Bracket()
        {
            _at++;
            _output.Append('[');
            if (_at < pattern.Length && pattern[_at] == '^')
            {
                _output.Append('^');
                _at++;
            }
            for (var isFirst = true; _at < pattern.Length; isFirst = false)
            {
                var c = pattern[_at];
                if (c == ']' && !isFirst)
                    return Put("]", canRepeat: true);
                if (c == '[' && _at + 1 < pattern.Length && pattern[_at + 1] is ':' or '.' or '=')
                {
                    if (Class() is { } problem)
                        return problem;
                    continue;
                }
                var isRange = c == '-' && !isFirst && _at + 1 < pattern.Length && pattern[_at + 1] != ']';
                if (isRange && pattern[_at + 1] < pattern[_at - 1])
                    return "The regular expression has a range that ends before it begins.";
                _output.Append(isRange ? "-" : c is '\\' or '[' or ']' or '^' or '-' ? "\\" + c : c.ToString());
                _at++;
            }
            return "The regular expression has a '[' without ']'.";
        }

        private string? Class()
        {
            var kind = pattern[_at + 1];
            var end = pattern.IndexOf(kind + "]", _at + 2, StringComparison.Ordinal);
            var name = end < 0 ? "" : pattern[(_at + 2)..end];
            var text = kind == ':' ? ClassOf(name) : name.Length == 1 ? System.Text.RegularExpressions.Regex.Escape(name) : null;
            if (text is null)
                return "The regular expression has a class in brackets that is not known.";
            _output.Append(text);
            _at = end + 2;
            return null;
        }

        private static string? ClassOf(string name) => name switch
        {
            "alpha" => "\\p{L}",
            "digit" => "0-9",
            "alnum" => "\\p{L}0-9",
            "upper" => "\\p{Lu}",
            "lower" => "\\p{Ll}",
            "space" => "\\s",
            "blank" => " \\t",
            "punct" => "!-/:-@\\[-`{-~",
            "print" => " -~\\u0080-\\uFFFF",
            "graph" => "!-~\\u0080-\\uFFFF",
            "cntrl" => "\\x00-\\x1F\\x7F",
            "xdigit" => "0-9A-Fa-f",
            _ => null,
        };
    }
}
