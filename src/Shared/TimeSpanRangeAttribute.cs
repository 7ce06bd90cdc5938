using System.ComponentModel.DataAnnotations;

namespace MsgStore;

/// <summary>Bounds a time in seconds, without the reflection that the general range attribute needs for types of its caller's choice.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeSpanRangeAttribute(int minimumSeconds, int maximumSeconds) : ValidationAttribute
{
    /// <summary>The least value in seconds.</summary>
    public int MinimumSeconds { get; } = minimumSeconds;

    /// <summary>The largest value in seconds.</summary>
    public int MaximumSeconds { get; } = maximumSeconds;

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is TimeSpan time && time >= TimeSpan.FromSeconds(MinimumSeconds) && time <= TimeSpan.FromSeconds(MaximumSeconds)
            ? ValidationResult.Success
            : new ValidationResult($"{validationContext.DisplayName} '{value}' must lie between {TimeSpan.FromSeconds(MinimumSeconds)} and {TimeSpan.FromSeconds(MaximumSeconds)} (days.hours:minutes:seconds).");
}
