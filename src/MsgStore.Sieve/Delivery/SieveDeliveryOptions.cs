using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using MsgStore.Sieve.Delivery.Lists;

namespace MsgStore.Sieve.Delivery;

/// <summary>How delivery obeys scripts.</summary>
public sealed class SieveDeliveryOptions
{
    /// <summary>The section of a configuration that hosts read them from.</summary>
    public const string SectionName = "Sieve";

    /// <summary>Where owners' scripts lie as files, <c>ROOT/DOMAIN/LOCAL-PART/NAME.sieve</c>; <see langword="null"/> where the application registered an <see cref="Filtering.IScriptStore"/>.</summary>
    public string? ScriptRoot { get; set; }

    /// <summary>Files of site scripts that are run before each owner's, in order. One that cancels the implicit keep is the last one to be run.</summary>
    public IList<string> Before { get; } = [];

    /// <summary>Files of site scripts that are run after each owner's, in order, where the message is still to be kept.</summary>
    public IList<string> After { get; } = [];

    /// <summary>Folder of what <c>include :global</c> finds, as <c>NAME.sieve</c> (RFC 6609); <see langword="null"/> for none.</summary>
    public string? GlobalRoot { get; set; }

    /// <summary>Lists of the site that scripts can ask and redirect to (RFC 6134), unless the application registered an <see cref="ISieveListProvider"/>.</summary>
    [ValidateEnumeratedItems] public IList<SieveListFile> Lists { get; } = [];

    /// <summary>The most addresses of a list that <c>redirect :list</c> sends to; for a longer list the message is kept. Default: 100.</summary>
    [Range(1, 10_000)] public int MaxListRecipients { get; set; } = 100;

    /// <summary>
    /// The most copies that the redirects of all scripts on its way, here and on other hosts that count, may make of one message: the product of how
    /// many addresses each of them sends to. A message that would become more is kept. Default: 100.
    /// </summary>
    [Range(1, 10_000)] public int MaxRedirectCopies { get; set; } = 100;

    /// <summary>Annotations of the server that scripts can ask (RFC 5490 §4), by name, as <c>/shared/comment</c>.</summary>
    public IDictionary<string, string> ServerAnnotations { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>This host's name in answers, notices and the item <c>host</c> (RFC 5183). Default: localhost.</summary>
    [Required] public string ServerName { get; set; } = "localhost";

    /// <summary>Whether redirected mail has the owner as reverse-path instead of the sender, so that sender checks at its goal pass and bounces come to the owner. Default: no.</summary>
    public bool RedirectsFromOwner { get; set; }

    /// <summary>Whether owners find a note in their INBOX when a script fails, at most one a day. Default: yes.</summary>
    public bool TellsOwnerOfErrors { get; set; } = true;

    /// <summary>
    /// How long a redirected Message-ID, or the hash of a message without one, is remembered, so that a message that comes back is kept instead of sent
    /// round; up to 90 days, zero for not at all. Default: 1 day.
    /// </summary>
    [TimeSpanRange(0, 90 * 86_400)] public TimeSpan RedirectMemory { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Compiled scripts that are held at most, fewer where they are large: 8 KiB of script count as one. Default: 1000.</summary>
    [Range(1, 1_000_000)] public int ProgramCapacity { get; set; } = 1000;

    /// <summary>
    /// The memory for messages whose bodies scripts read, of all deliveries together, in MiB. A message takes eight times its size of it; one that would
    /// take more than there is waits until it is alone but for small ones, which have a quarter of their own. Default: 256.
    /// </summary>
    [Range(1, 1024 * 1024)] public int BodyMemoryMiB { get; set; } = 256;

    /// <summary>How long a message waits for that memory before its recipients are put off (4yz); it is never delivered without its scripts. 0 to 1 hour. Default: 1 minute.</summary>
    [TimeSpanRange(0, 3600)] public TimeSpan BodyMemoryTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The most scripts of one owner. Default: 100.</summary>
    [Range(1, 10_000)] public int MaxScripts { get; set; } = 100;

    /// <summary>The largest script in octets. Default: 1 MiB.</summary>
    [Range(1, 64 * 1024 * 1024)] public int MaxScriptSizeInOctets { get; set; } = 1024 * 1024;

    /// <summary>The most octets of all scripts of one owner. Default: 10 MiB.</summary>
    [Range(1, int.MaxValue)] public int MaxTotalSizeInOctets { get; set; } = 10 * 1024 * 1024;

    /// <summary>Limits and settings of the language.</summary>
    public SieveOptions Language { get; set; } = new();
}
