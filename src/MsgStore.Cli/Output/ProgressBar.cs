using System.Globalization;

namespace MsgStore.Cli.Output;

/// <summary>One line on the operator's terminal that shows how far a long command is. Where standard error is no terminal it writes nothing.</summary>
internal sealed class ProgressBar(ToolConsole console) : IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private long _last;
    private int _written;

    /// <summary>Shows it, but no more often than an eye can follow.</summary>
    /// <param name="what">What is being done.</param>
    /// <param name="done">How much of it is done.</param>
    /// <param name="total">How much there is; 0 where nobody knows.</param>
    public void Show(string what, long done, long total)
    {
        if (!console.IsErrorTerminal || (_written > 0 && console.Time.GetElapsedTime(_last) < Pause && done != total))
            return;
        _last = console.Time.GetTimestamp();
        Write(Line(what, done, total));
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (_written > 0)
            Write("");
    }

    internal static string Line(string what, long done, long total)
    {
        if (total <= 0)
            return string.Create(CultureInfo.InvariantCulture, $"{done} {what}");
        var share = Math.Clamp((double)done / total, 0, 1);
        var filled = (int)(share * Width);
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', filled)}{new string('.', Width - filled)}] {share * 100,3:0} %  {done}/{total}  {what}");
    }

    private void Write(string line)
    {
        console.Error.Write($"\r{line.PadRight(_written)}{(line.Length == 0 ? "\r" : "")}");
        console.Error.Flush();
        _written = line.Length;
    }
}
