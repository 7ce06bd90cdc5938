using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using MsgStore.Mime;
using MsgStore.Sieve.Delivery.Lists;
using MsgStore.Sieve.Syntax;

namespace MsgStore.Sieve.Delivery;

/// <summary>
/// Binds the options of delivery. By reflection: the generated binder of other packages passes over what can be set only when an object is made, as the
/// settings of the language.
/// </summary>
internal static class SieveConfiguration
{
    private const DynamicallyAccessedMemberTypes Settings = DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors;
    private const string Reason = "The properties of all option types are kept by the attributes of the method; their collections hold texts and numbers.";

    /// <summary>Binds them.</summary>
    /// <exception cref="InvalidOperationException">A value is not of its kind.</exception>
    [DynamicDependency(Settings, typeof(SieveDeliveryOptions))]
    [DynamicDependency(Settings, typeof(SieveListFile))]
    [DynamicDependency(Settings, typeof(SieveOptions))]
    [DynamicDependency(Settings, typeof(SieveSyntaxLimits))]
    [DynamicDependency(Settings, typeof(MimeLimits))]
    [DynamicDependency(Settings, typeof(VacationOptions))]
    [DynamicDependency(Settings, typeof(DuplicateOptions))]
    [DynamicDependency(Settings, typeof(EditHeaderOptions))]
    [DynamicDependency(Settings, typeof(StatusHeaderOptions))]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Reason)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Reason)]
    public static void Bind(IConfiguration section, SieveDeliveryOptions options) => section.Bind(options);
}
