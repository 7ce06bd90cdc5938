using System.Text;

namespace MsgStore.Filtering;

/// <summary>The script that is run for an owner's mail.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Octets">The script, UTF-8.</param>
public sealed record ActiveScript(ScriptName Name, ReadOnlyMemory<byte> Octets)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(Name), Name), (nameof(Octets), Octets));
}
