using System.Globalization;
using System.Text;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>Reads the variable references of a string (RFC 5229 §3); what is no reference stays as it is.</summary>
internal static class VariableTemplate
{
    private const int MaxIndex = 31;

    public static SieveString Read(SieveStringContext context, SieveString text)
    {
        var pieces = new List<Func<SieveRun, string>>();
        var literal = new StringBuilder();
        var rest = text.Text.AsSpan();
        while (rest.IndexOf("${") is >= 0 and var start)
        {
            literal.Append(rest[..start]);
            rest = rest[start..];
            var length = rest.IndexOf('}') + 1;
            if (length > 0 && Reference(context, rest[2..(length - 1)].ToString()) is { } reference)
            {
                AddLiteral(pieces, literal);
                pieces.Add(reference);
                rest = rest[length..];
            }
            else
            {
                literal.Append("${");
                rest = rest[2..];
            }
        }
        if (pieces.Count == 0)
            return text;
        literal.Append(rest);
        AddLiteral(pieces, literal);
        return new(text.Text, Expansion([.. pieces]));
    }

    /// <summary>Whether a name can name a variable: letters, digits and underscores, no digit first.</summary>
    public static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static void AddLiteral(List<Func<SieveRun, string>> pieces, StringBuilder literal)
    {
        if (literal.Length == 0)
            return;
        var constant = literal.ToString();
        pieces.Add(_ => constant);
        literal.Clear();
    }

    private static Func<SieveRun, string> Expansion(Func<SieveRun, string>[] pieces) => pieces.Length == 1 ? pieces[0] : run =>
    {
        var output = new StringBuilder();
        foreach (var piece in pieces)
        {
            var value = piece(run);
            run.Spend(1 + (value.Length >> 6));
            if (output.Length + value.Length > run.Options.MaxStringLength)
                throw run.Error($"A string with its variables has more than {run.Options.MaxStringLength} characters.");
            output.Append(value);
        }
        return output.ToString();
    };

    private static Func<SieveRun, string>? Reference(SieveStringContext context, string name)
    {
        if (name.Length > 0 && name.All(char.IsAsciiDigit))
            return MatchValue(context, name);
        var names = name.Split('.');
        if (!names.All(part => IsIdentifier(part) || part.Length > 0 && names.Length > 1 && part.All(char.IsAsciiDigit)) || !IsIdentifier(names[0]))
            return null;
        if (names.Length > 1)
            return Namespaced(context, names[0], name[(names[0].Length + 1)..]);
        if (name.Length > context.Options.MaxVariableName)
        {
            context.Error($"The name of a variable has at most {context.Options.MaxVariableName} characters.");
            return _ => "";
        }
        return context.State<GlobalNames>().Contains(name) ? run => VariableStore.Of(run).Global.Get(name) : run => VariableStore.Of(run).Local.Get(name);
    }

    private static Func<SieveRun, string> MatchValue(SieveStringContext context, string digits)
    {
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > MaxIndex)
        {
            context.Error($"There are no match variables beyond ${{{MaxIndex}}}.");
            return _ => "";
        }
        return run => VariableStore.Of(run).Local.MatchValues is var values && index < values.Count ? values[index] : "";
    }

    private static Func<SieveRun, string> Namespaced(SieveStringContext context, string space, string name)
    {
        if (context.Language.Namespaces.TryGetValue(space, out var found) && (found.Capability is null || context.Has(found.Capability)))
            return run => found.Read(run, name);
        context.Error(found.Capability is null ? $"There is no namespace '{space}' of variables." : $"The namespace '{space}' needs: require \"{found.Capability}\";");
        return _ => "";
    }
}

/// <summary>The names a script has set as variables of its own.</summary>
internal sealed class LocalNames() : HashSet<string>(StringComparer.OrdinalIgnoreCase);

/// <summary>The names a script declares with <c>global</c> (RFC 6609 §3.4.1).</summary>
internal sealed class GlobalNames() : HashSet<string>(StringComparer.OrdinalIgnoreCase);
