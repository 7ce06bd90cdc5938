using System.Diagnostics;

namespace MsgStore.Samples.Orders;

/// <summary>Ends the process at a step as a power cut would, to see for oneself what is left.</summary>
/// <param name="step">order, mail, commit or bell; <see langword="null"/> for never.</param>
/// <param name="count">How often the step is reached before.</param>
internal sealed class DieAt(string? step, int count)
{
    public static readonly string[] Steps = ["order", "mail", "commit", "bell"];
    private int _left = count;

    public void Reached(string name)
    {
        if (name == step && _left-- == 0)
            Process.GetCurrentProcess().Kill();
    }
}
