namespace Microsoft.CodeAnalysis;

/// <summary>Marks a type of linked source, which each assembly has for itself: the compiler hides it from others, those included that see internals.</summary>
[Embedded, AttributeUsage(AttributeTargets.All)]
internal sealed partial class EmbeddedAttribute : Attribute;
