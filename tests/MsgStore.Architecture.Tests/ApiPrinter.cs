using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace MsgStore.Architecture.Tests;

/// <summary>Prints what an assembly shows to others: one line per type and member, in order of their text.</summary>
internal static class ApiPrinter
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Print(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Header(type)).Append('\n');
            foreach (var line in type.GetMembers(Declared).Where(member => IsVisible(member) && !IsSynthesized(member)).Select(Line).Distinct().Order(StringComparer.Ordinal))
                text.Append("    ").Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static string Header(Type type)
    {
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : "class";
        var modifier = type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsInterface ? "" : type.IsAbstract ? "abstract " :
            type.IsSealed && !type.IsValueType ? "sealed " : "";
        var bases = new[] { type.BaseType }.Where(candidate => candidate is not null && candidate != typeof(object) && candidate != typeof(ValueType)
                && candidate != typeof(Enum) && candidate != typeof(MulticastDelegate))
            .Concat(type.IsEnum ? [] : type.GetInterfaces()).Select(candidate => Name(candidate!)).Order(StringComparer.Ordinal).ToList();
        return $"{modifier}{kind} {type.Namespace}.{Name(type)}{(bases.Count == 0 ? "" : " : " + string.Join(", ", bases))}";
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => IsVisible(constructor),
        MethodInfo method => IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)),
        FieldInfo field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName,
        PropertyInfo property => IsVisible(property.GetMethod) || IsVisible(property.SetMethod),
        EventInfo happening => IsVisible(happening.AddMethod),
        _ => false,
    };

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    /// <summary>What the compiler adds to a record says nothing that "record" does not.</summary>
    private static bool IsSynthesized(MemberInfo member) =>
        member.Name == "EqualityContract" || (member is MethodBase && member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));

    private static string Line(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{Static(method)}{Name(method.ReturnType)}{Mark(Nullability.Create(method.ReturnParameter).ReadState)} {method.Name}"
            + $"{(method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "")}({Parameters(method)})",
        FieldInfo { IsLiteral: true } field => $"const {Name(field.FieldType)} {field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}",
        FieldInfo field => $"{Name(field.FieldType)} {field.Name}",
        PropertyInfo property => $"{Static(property.GetMethod ?? property.SetMethod)}{Name(property.PropertyType)}{Mark(Nullability.Create(property).ReadState)} {property.Name}"
            + $" {{{(IsVisible(property.GetMethod) ? " get;" : "")}{Setter(property)} }}",
        _ => member.ToString() ?? member.Name,
    };

    private static string Setter(PropertyInfo property) =>
        !IsVisible(property.SetMethod) ? ""
        : property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit") ? " init;" : " set;";

    private static string Static(MethodBase? method) => method is { IsStatic: true } ? "static " : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "")}{Name(parameter.ParameterType)}"
        + $"{Mark(Nullability.Create(parameter).WriteState)} {parameter.Name}{(parameter.HasDefaultValue ? " = …" : "")}"));

    private static string Mark(NullabilityState state) => state == NullabilityState.Nullable ? "?" : "";

    private static string Name(Type type)
    {
        if (type.IsByRef && type.GetElementType() is { } element)
            return Name(element);
        if (type.IsArray && type.GetElementType() is { } item)
            return Name(item) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying);
        var prefix = type is { IsNested: true, IsGenericParameter: false, DeclaringType: { } outer } ? Name(outer) + "." : "";
        return prefix + (type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name);
    }
}
