using System.Collections.Immutable;

namespace MsgStore.Sieve.Syntax;

/// <summary>Reads a script into a tree (RFC 5228 §8.2) and goes on after an error, so that one pass reports many.</summary>
public static class SieveParser
{
    /// <summary>Parses a script. Any octets end in a result.</summary>
    /// <param name="script">The script in UTF-8; lines may end in CRLF or LF.</param>
    /// <param name="limits">What it may ask for; <see langword="null"/> means the defaults.</param>
    public static SieveParseResult Parse(ReadOnlySpan<byte> script, SieveSyntaxLimits? limits = null)
    {
        limits ??= new();
        var diagnostics = new DiagnosticBag(limits.MaxDiagnostics);
        var tree = Parse(script, limits, diagnostics);
        return new(tree, [.. diagnostics.Items]);
    }

    internal static SieveScriptSyntax Parse(ReadOnlySpan<byte> script, SieveSyntaxLimits limits, DiagnosticBag diagnostics)
    {
        if (script.Length > limits.MaxScriptOctets)
        {
            diagnostics.Error(new(0, 1, 1), $"The script has {script.Length} octets; at most {limits.MaxScriptOctets} are allowed.");
            return new([]);
        }
        return new Reader(script, limits, diagnostics).ReadScript();
    }

    private ref struct Reader
    {
        private readonly SieveSyntaxLimits _limits;
        private readonly DiagnosticBag _diagnostics;
        private SieveLexer _lexer;
        private Token _token;
        private Token _last;
        private int _lastEnd;
        private int _depth;
        // After an error nothing is reported until a place is reached where a command can begin again.
        private bool _isLost;

        public Reader(ReadOnlySpan<byte> script, SieveSyntaxLimits limits, DiagnosticBag diagnostics)
        {
            _limits = limits;
            _diagnostics = diagnostics;
            _lexer = new(script, diagnostics);
            Advance();
        }

        public SieveScriptSyntax ReadScript()
        {
            var commands = ReadCommands();
            while (_token.Kind == TokenKind.CloseBrace && !_diagnostics.IsFull)
            {
                _diagnostics.Error(_token.Position, "This '}' closes nothing; there is no '{' open.");
                Advance();
                commands = commands.AddRange(ReadCommands());
            }
            return new(commands);
        }

        private void Advance()
        {
            _lastEnd = _lexer.Offset;
            (_last, _token) = (_token, _lexer.Next());
        }

        // "He said "hello" to me": a word right behind a string was to be part of it.
        private readonly bool IsBehindQuote => _token.Kind == TokenKind.Identifier && _last is { Kind: TokenKind.String, IsMultiLine: false } && _lastEnd == _token.Position.Offset;

        private bool Take(TokenKind kind)
        {
            if (_token.Kind != kind)
                return false;
            Advance();
            return true;
        }

        private void Fail(string message, SievePosition? position = null)
        {
            // What the lexer could not read it has reported itself.
            if (!_isLost && _token.Kind != TokenKind.Invalid)
                _diagnostics.Error(position ?? _token.Position, message);
            _isLost = true;
        }

        private void FailBehindQuoteOr(string message) =>
            Fail(IsBehindQuote ? $"Unexpected {_token.Describe()}: the string ends right before it; a quote within a string is written \\\"." : message);

        private ImmutableArray<SieveCommandSyntax> ReadCommands()
        {
            var commands = ImmutableArray.CreateBuilder<SieveCommandSyntax>();
            while (_token.Kind is not (TokenKind.End or TokenKind.CloseBrace) && !_diagnostics.IsFull)
            {
                if (_token.Kind == TokenKind.Identifier)
                    commands.Add(ReadCommand());
                else
                    Fail($"Expected a command, found {_token.Describe()}.");
                if (_isLost)
                    Recover();
            }
            return commands.ToImmutable();
        }

        // Goes to the end of the command that could not be read: past its ';' or its block, or before the '}' around it.
        private void Recover()
        {
            var open = 0;
            for (; _token.Kind != TokenKind.End; Advance())
            {
                if (_token.Kind == TokenKind.OpenBrace)
                    open++;
                else if (_token.Kind == TokenKind.CloseBrace && --open < 0)
                    break;
                if (open == 0 && _token.Kind is TokenKind.Semicolon or TokenKind.CloseBrace)
                {
                    Advance();
                    break;
                }
            }
            _isLost = false;
        }

        private SieveCommandSyntax ReadCommand()
        {
            var name = _token;
            Advance();
            var arguments = ReadArguments();
            var tests = ReadTests(out var isList);
            var command = new SieveCommandSyntax(name.Text) { Position = name.Position, Arguments = arguments, Tests = tests, HasTestList = isList };
            if (_isLost || Take(TokenKind.Semicolon))
                return command;
            if (_token.Kind == TokenKind.OpenBrace)
                return command with { Block = ReadBlock() };
            // What is missing at the end of a line is missing there, not where the next one begins.
            Fail($"Expected ';' or '{{' after '{name.Text}', found {_token.Describe()}.", !_last.IsMultiLine && _last.Position.Line < _token.Position.Line ? _last.Position : null);
            // A missing semicolon before what begins a command on its own costs one error, not the next command.
            if (_token.Kind is TokenKind.Identifier or TokenKind.CloseBrace)
                _isLost = false;
            return command;
        }

        private ImmutableArray<SieveCommandSyntax> ReadBlock()
        {
            var open = _token.Position;
            if (!Enter())
                return [];
            Advance();
            var commands = ReadCommands();
            _depth--;
            if (!Take(TokenKind.CloseBrace))
                Fail($"Expected '}}' to close the block opened at {open}, found {_token.Describe()}.");
            return commands;
        }

        private bool Enter()
        {
            if (_depth >= _limits.MaxNesting)
            {
                Fail($"Blocks and tests nest more than {_limits.MaxNesting} deep.");
                return false;
            }
            _depth++;
            return true;
        }

        private ImmutableArray<SieveArgumentSyntax> ReadArguments()
        {
            var arguments = ImmutableArray.CreateBuilder<SieveArgumentSyntax>();
            while (!_isLost && ReadArgument() is { } argument)
                arguments.Add(argument);
            return arguments.ToImmutable();
        }

        private SieveArgumentSyntax? ReadArgument()
        {
            var token = _token;
            SieveArgumentSyntax? argument = token.Kind switch
            {
                TokenKind.Tag => new SieveTagSyntax(token.Text) { Position = token.Position },
                TokenKind.Number => new SieveNumberSyntax(token.Number) { Position = token.Position },
                TokenKind.String => String(token),
                _ => null,
            };
            if (argument is not null)
                Advance();
            return argument ?? (token.Kind == TokenKind.OpenBracket ? ReadList() : null);
        }

        private static SieveStringSyntax String(Token token) => new(token.Text) { Position = token.Position, IsMultiLine = token.IsMultiLine };

        private SieveStringListSyntax ReadList()
        {
            var position = _token.Position;
            var items = ImmutableArray.CreateBuilder<SieveStringSyntax>();
            do
            {
                Advance();
                if (_token.Kind != TokenKind.String)
                {
                    Fail($"Expected a string in the list opened at {position}, found {_token.Describe()}.");
                    break;
                }
                items.Add(String(_token));
                Advance();
                if (items.Count > _limits.MaxListItems)
                    Fail($"A list holds more than {_limits.MaxListItems} strings.");
            }
            while (!_isLost && _token.Kind == TokenKind.Comma);
            if (!_isLost && !Take(TokenKind.CloseBracket))
                FailBehindQuoteOr($"Expected ',' or ']' in the list opened at {position}, found {_token.Describe()}.");
            return new(items.ToImmutable()) { Position = position };
        }

        private ImmutableArray<SieveTestSyntax> ReadTests(out bool isList)
        {
            isList = !_isLost && _token.Kind == TokenKind.OpenParenthesis;
            if (_isLost)
                return [];
            if (isList)
                return ReadTestList();
            if (IsBehindQuote)
            {
                FailBehindQuoteOr("");
                return [];
            }
            return _token.Kind == TokenKind.Identifier && ReadTest() is { } test ? [test] : [];
        }

        private ImmutableArray<SieveTestSyntax> ReadTestList()
        {
            var position = _token.Position;
            var tests = ImmutableArray.CreateBuilder<SieveTestSyntax>();
            do
            {
                Advance();
                if (_token.Kind != TokenKind.Identifier)
                    Fail($"Expected a test in the list opened at {position}, found {_token.Describe()}.");
                else if (ReadTest() is { } test)
                    tests.Add(test);
            }
            while (!_isLost && _token.Kind == TokenKind.Comma);
            if (!_isLost && !Take(TokenKind.CloseParenthesis))
                Fail($"Expected ',' or ')' in the list of tests opened at {position}, found {_token.Describe()}.");
            return tests.ToImmutable();
        }

        private SieveTestSyntax? ReadTest()
        {
            if (!Enter())
                return null;
            var name = _token;
            Advance();
            var arguments = ReadArguments();
            var tests = ReadTests(out var isList);
            _depth--;
            return new(name.Text) { Position = name.Position, Arguments = arguments, Tests = tests, HasTestList = isList };
        }
    }
}
