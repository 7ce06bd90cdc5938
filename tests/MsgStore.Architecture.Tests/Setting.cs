using System.Collections;
using System.Globalization;
using System.Reflection;

namespace MsgStore.Architecture.Tests;

/// <summary>One value that options take, below lists and dictionaries that of an entry <c>0</c>.</summary>
/// <param name="Path">Its key below the section.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsAsked">Whether its default, for a switch, is true, so that the sample is false.</param>
internal sealed record Setting(string Path, Type Type, bool IsAsked)
{
    /// <summary>A text that stands for no default.</summary>
    public string Sample => Type switch
    {
        _ when Type == typeof(bool) => IsAsked ? "False" : "True",
        _ when Type == typeof(string) => "seven",
        _ when Type == typeof(TimeSpan) => "07:07:07",
        _ when Type == typeof(Uri) => "http://seven.example/",
        _ when Type == typeof(double) => "0.7",
        _ when Type.IsEnum => Enum.GetNames(Type)[^1],
        _ => "7",
    };

    /// <summary>What options can have set.</summary>
    public static IEnumerable<Setting> FindAll(Type options) => Below("", options, Make(options));

    /// <summary>The value that options have now, as text.</summary>
    public string? ReadFrom(object options)
    {
        object? value = options;
        foreach (var name in Path.Split(':'))
            value = value switch
            {
                IDictionary entries => entries[entries.Keys.Cast<object>().Last()],
                IEnumerable list and not string => list.Cast<object>().LastOrDefault(item => item is not string text || text == "seven"),
                _ => value?.GetType().GetProperty(name)?.GetValue(value),
            };
        return Convert.ToString(value, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<Setting> Below(string prefix, Type type, object? defaults) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .SelectMany(property => Of($"{prefix}{property.Name}", property.PropertyType, property.CanWrite, defaults is null ? null : property.GetValue(defaults)));

    private static IEnumerable<Setting> Of(string path, Type type, bool canWrite, object? value)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (IsValue(type))
            return canWrite ? [new Setting(path, type, value is true)] : [];
        if (!typeof(IEnumerable).IsAssignableFrom(type))
            return Below($"{path}:", type, value ?? Make(type));
        var element = type.GetGenericArguments()[^1];
        return Of($"{path}:{KeyOf(type)}", element, canWrite: true, Make(element));
    }

    // The keys of a dictionary may be of an enumeration.
    private static string KeyOf(Type type) => type.GetGenericArguments() is [{ IsEnum: true } key, _] ? Enum.GetNames(key)[0] : "0";

    private static bool IsValue(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan) || type == typeof(Uri);

    private static object? Make(Type type) => type.GetConstructor([]) is null ? null : Activator.CreateInstance(type);
}
