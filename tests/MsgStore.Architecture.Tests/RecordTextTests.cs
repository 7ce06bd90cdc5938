using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MsgStore.Architecture.Tests;

/// <summary>What people see of a value in a log line or a debugger.</summary>
public sealed class RecordTextTests
{
    public static TheoryData<string> Packages { get; } = [.. Repository.Packages];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Public_record_with_a_collection_writes_its_items_and_not_its_type(string package) => Assert.Empty(
        from type in Assembly.Load(package).GetExportedTypes()
        where type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)?.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) == true
            && type.GetMethod("ToString", [])?.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) == true
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where HidesItems(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
        select $"{type.FullName}.{property.Name}");

    // Types of our own that are collections write themselves.
    private static bool HidesItems(Type type) => type != typeof(string)
        && (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ReadOnlyMemory<>)
            || (typeof(IEnumerable).IsAssignableFrom(type) && (type.IsInterface || type.GetMethod("ToString", [])?.DeclaringType?.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)));
}
