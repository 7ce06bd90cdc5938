using System.Text;

namespace MsgStore.Sieve.Syntax;

/// <summary>Writes a tree as a script that parses to the same tree.</summary>
public static class SievePrinter
{
    private const int Indent = 4;

    /// <summary>Prints a script with CRLF line ends, one command a line.</summary>
    public static string Print(SieveScriptSyntax script)
    {
        var output = new StringBuilder();
        foreach (var command in script.Commands)
            Write(output, command, 0);
        return output.ToString();
    }

    private static void Write(StringBuilder output, SieveCommandSyntax command, int depth)
    {
        output.Append(' ', depth * Indent);
        WriteInvocation(output, command);
        if (command.Block is not { } block)
        {
            output.Append(";\r\n");
            return;
        }
        output.Append(" {\r\n");
        foreach (var inner in block)
            Write(output, inner, depth + 1);
        output.Append(' ', depth * Indent).Append("}\r\n");
    }

    private static void WriteInvocation(StringBuilder output, SieveInvocationSyntax invocation)
    {
        output.Append(invocation.Name);
        foreach (var argument in invocation.Arguments)
            WriteArgument(output.Append(' '), argument);
        if (invocation.Tests.IsEmpty)
            return;
        output.Append(invocation.HasTestList ? " (" : " ");
        for (var at = 0; at < invocation.Tests.Length; at++)
            WriteInvocation(at == 0 ? output : output.Append(", "), invocation.Tests[at]);
        if (invocation.HasTestList)
            output.Append(')');
    }

    private static void WriteArgument(StringBuilder output, SieveArgumentSyntax argument)
    {
        switch (argument)
        {
            case SieveTagSyntax tag:
                output.Append(':').Append(tag.Name);
                break;
            case SieveNumberSyntax number:
                output.Append(number.Value);
                break;
            case SieveStringSyntax text:
                WriteString(output, text);
                break;
            case SieveStringListSyntax list:
                output.Append('[');
                for (var at = 0; at < list.Items.Length; at++)
                    WriteString(at == 0 ? output : output.Append(", "), list.Items[at]);
                output.Append(']');
                break;
        }
    }

    private static void WriteString(StringBuilder output, SieveStringSyntax text)
    {
        // Only text of whole lines can be a multi-line string.
        if (!text.IsMultiLine || !text.Value.EndsWith("\r\n", StringComparison.Ordinal) && text.Value.Length > 0)
        {
            output.Append('"').Append(text.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
            return;
        }
        output.Append("text:\r\n");
        if (text.Value.Length > 0)
            foreach (var line in text.Value[..^2].Split("\r\n"))
                output.Append(line.StartsWith("..", StringComparison.Ordinal) || line == "." ? "." : "").Append(line).Append("\r\n");
        output.Append(".\r\n");
    }
}
