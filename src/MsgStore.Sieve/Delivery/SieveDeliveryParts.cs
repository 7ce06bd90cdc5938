using Microsoft.Extensions.Logging;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Delivery.Lists;

namespace MsgStore.Sieve.Delivery;

/// <summary>What delivery by scripts works with.</summary>
internal sealed record SieveDeliveryParts
{
    public required SieveDeliveryOptions Options { get; init; }

    public required SieveCompiler Compiler { get; init; }

    public required IScriptStore Scripts { get; init; }

    /// <summary>The scripts of the site.</summary>
    public required SiteScripts Site { get; init; }

    public required IFilterMemory Memory { get; init; }

    /// <summary>The external lists.</summary>
    public required ISieveListProvider Lists { get; init; }

    /// <summary>Who carries out actions of the application's own.</summary>
    public required IReadOnlyList<ISieveActionHandler> Handlers { get; init; }

    /// <summary>The memory for bodies that scripts read.</summary>
    public required BodyMemory BodyMemory { get; init; }

    /// <summary>Where messages that scripts changed lie until they are stored.</summary>
    public required ContentBufferFactory Buffers { get; init; }

    /// <summary>The store, for what scripts ask about folders.</summary>
    public required Func<IMessageStore> Store { get; init; }

    /// <summary>The whole pipeline, for answers and redirects to this host's own users.</summary>
    public required Func<IDeliveryAgent> Pipeline { get; init; }

    /// <summary>The road out; <see langword="null"/> where there is none.</summary>
    public required Func<IOutboundAgent?> Outbound { get; init; }

    /// <summary>Tells own users from others; <see langword="null"/> where every address is another host's.</summary>
    public required Func<IRecipientDirectory?> Directory { get; init; }

    /// <summary>Counts what owners send; <see langword="null"/> where nobody does.</summary>
    public required Func<ISendLimits?> Limits { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }
}
