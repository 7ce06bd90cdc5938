namespace MsgStore.Sieve.Cases;

/// <summary>A file is not of the form of case files.</summary>
/// <param name="message">Names the case and the member.</param>
public sealed class SieveCaseFormatException(string message) : Exception(message);
