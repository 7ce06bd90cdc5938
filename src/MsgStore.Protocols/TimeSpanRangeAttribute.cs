using System.ComponentModel.DataAnnotations;

namespace MsgStore.Protocols;

/// <summary>Bounds a time in seconds, without the reflection that the general range attribute needs for types of its caller's choice.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeSpanRangeAttribute(int minimumSeconds, int maximumSeconds) : ValidationAttribute
{
    /// <summary>The least value in seconds.</summary>
    public int MinimumSeconds { get; } = minimumSeconds;

    /// <summary>The largest value in seconds.</summary>
    public int MaximumSeconds { get; } = maximumSeconds;

    public override bool IsValid(object? value) =>
        value is TimeSpan time && time >= TimeSpan.FromSeconds(MinimumSeconds) && time <= TimeSpan.FromSeconds(MaximumSeconds);

    public override string FormatErrorMessage(string name) =>
        $"{name} must lie between {TimeSpan.FromSeconds(MinimumSeconds)} and {TimeSpan.FromSeconds(MaximumSeconds)}.";
}
