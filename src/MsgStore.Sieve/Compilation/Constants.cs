namespace MsgStore.Sieve.Compilation;

/// <summary>Tests whose result is known before the run.</summary>
internal static class Constants
{
    public static SieveTest True { get; } = _ => true;

    public static SieveTest False { get; } = _ => false;

    /// <summary>Stands for a test with errors; its script never runs.</summary>
    public static SieveTest Unknown { get; } = run => throw run.Error("The script has errors.");

    public static bool IsConstant(SieveTest test) => test == True || test == False || test == Unknown;
}
