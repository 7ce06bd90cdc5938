using System.Buffers.Text;
using System.Globalization;
using System.Text;
using MsgStore.Filtering;

namespace MsgStore.Protocols.ManageSieve.Commands;

/// <summary>What is about scripts (RFC 5804 §2.5 to §2.12).</summary>
internal static class ScriptCommands
{
    public static async ValueTask<ManageSieveReply?> HaveSpaceAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken)
    {
        if (request.Arguments[1].IsString || !Utf8Parser.TryParse(request.Arguments[1].Octets.Span, out long size, out _))
            return ManageSieveReplies.BadArguments;
        if (Name(request, 0) is not { } name)
            return ManageSieveReplies.BadName;
        if (size > context.Options.MaxScriptSizeInOctets)
            return ManageSieveReplies.ScriptTooLarge;
        return ManageSieveReplies.For(await context.Services.Scripts.CheckRoomAsync(context.Owner, name, size, cancellationToken).ConfigureAwait(false));
    }

    public static async ValueTask<ManageSieveReply?> PutAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken)
    {
        if (!request.Arguments[1].IsString)
            return ManageSieveReplies.BadArguments;
        if (Name(request, 0) is not { } name)
            return ManageSieveReplies.BadName;
        var octets = request.Arguments[1].Octets;
        var check = context.Services.Checker.Check(octets);
        if (!check.IsValid)
            return ManageSieveReply.NotCompiled(check.Message);
        var outcome = await context.Services.Scripts.WriteAsync(context.Owner, name, octets, cancellationToken).ConfigureAwait(false);
        if (outcome != ScriptOutcome.Done)
            return ManageSieveReplies.For(outcome);
        context.Connection.Budget.Replenish();
        return Accepted(check);
    }

    public static ValueTask<ManageSieveReply?> CheckAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken)
    {
        if (!request.Arguments[0].IsString)
            return new(ManageSieveReplies.BadArguments);
        var check = context.Services.Checker.Check(request.Arguments[0].Octets);
        return new(check.IsValid ? Accepted(check) : ManageSieveReply.NotCompiled(check.Message));
    }

    public static async ValueTask<ManageSieveReply?> ListAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken)
    {
        foreach (var script in await context.Services.Scripts.ListAsync(context.Owner, cancellationToken).ConfigureAwait(false))
        {
            context.Connection.Write(ManageSieveReply.Quote(script.Name.Value));
            context.Connection.Write(script.IsActive ? " ACTIVE\r\n"u8 : "\r\n"u8);
        }

        return ManageSieveReplies.Done;
    }

    public static async ValueTask<ManageSieveReply?> SetActiveAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken)
    {
        // The empty name leaves no script active (§2.8).
        var name = Name(request, 0);
        if (name is null && request.Text(0) is not "")
            return ManageSieveReplies.BadName;
        return ManageSieveReplies.For(await context.Services.Scripts.ActivateAsync(context.Owner, name, cancellationToken).ConfigureAwait(false));
    }

    public static async ValueTask<ManageSieveReply?> GetAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken)
    {
        if (Name(request, 0) is not { } name)
            return ManageSieveReplies.BadName;
        if (await context.Services.Scripts.ReadAsync(context.Owner, name, cancellationToken).ConfigureAwait(false) is not { } octets)
            return ManageSieveReplies.For(ScriptOutcome.NotFound);
        context.Connection.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{{octets.Length}}}\r\n")));
        context.Connection.Write(octets.Span);
        context.Connection.Write("\r\n"u8);
        return ManageSieveReplies.Done;
    }

    public static async ValueTask<ManageSieveReply?> DeleteAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken) =>
        Name(request, 0) is { } name
            ? ManageSieveReplies.For(await context.Services.Scripts.DeleteAsync(context.Owner, name, cancellationToken).ConfigureAwait(false))
            : ManageSieveReplies.BadName;

    public static async ValueTask<ManageSieveReply?> RenameAsync(ManageSieveContext context, ManageSieveRequest request, CancellationToken cancellationToken) =>
        Name(request, 0) is { } name && Name(request, 1) is { } newName
            ? ManageSieveReplies.For(await context.Services.Scripts.RenameAsync(context.Owner, name, newName, cancellationToken).ConfigureAwait(false))
            : ManageSieveReplies.BadName;

    private static ScriptName? Name(ManageSieveRequest request, int index) =>
        request.Text(index) is { } text && ScriptName.TryParse(text, out var name) ? name : null;

    private static ManageSieveReply Accepted(ScriptCheck check) =>
        check.Message.Length == 0 ? ManageSieveReplies.Done : ManageSieveReply.Ok(check.Message, "WARNINGS");
}
