namespace MsgStore.Mime.Tests.Oracle;

/// <summary>What of a message two readers can have different opinions of.</summary>
internal enum Aspect
{
    /// <summary>Whether it is a message at all.</summary>
    Message,
    /// <summary>A line in a header section that is a field to one of them.</summary>
    NoField,
    /// <summary>The header fields of a part: names and octets.</summary>
    Fields,
    /// <summary>An unstructured field, decoded.</summary>
    FieldText,
    /// <summary>The addresses of a field.</summary>
    Addresses,
    /// <summary>One address.</summary>
    Address,
    /// <summary>The date of a field.</summary>
    Date,
    /// <summary>Type and subtype.</summary>
    MediaType,
    /// <summary>Parameters of Content-Type.</summary>
    TypeParameters,
    /// <summary>Content-Disposition.</summary>
    Disposition,
    /// <summary>Parameters of Content-Disposition, file names among them.</summary>
    DispositionParameters,
    /// <summary>Content-Transfer-Encoding.</summary>
    Encoding,
    /// <summary>How many parts are within a part.</summary>
    Children,
    /// <summary>The body, transfer encoding removed.</summary>
    Body,
    /// <summary>The body as text.</summary>
    Text,
}
