using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Svtest;

/// <summary>The commands and tests of the dialect, as an extension of the language like any other.</summary>
internal sealed class SvtestExtension : ISieveExtension
{
    public const string Capability = "vnd.dovecot.testsuite";

    public string Name => Capability;

    public void Register(SieveLanguageBuilder language)
    {
        language.AddVariableNamespace("tst", (run, name) => name == "path" ? HostOf(run).Scripts.Folder : "");
        var text = SieveArgumentKind.String;
        language.AddCommand(new("test", Test) { Arguments = [text], Block = SieveBlockUse.Required });
        language.AddCommand(new("test_fail", Text((_, _, reason) => throw new SvtestFailure(reason))) { Arguments = [text] });
        language.AddCommand(new("test_set", Pair(Set)) { Arguments = [text, text] });
        language.AddCommand(new("test_config_set", Pair((_, host, key, value) => host.Settings.Set(key, value))) { Arguments = [text, text] });
        language.AddCommand(new("test_config_unset", Text((_, host, key) => host.Settings.Set(key, null))) { Arguments = [text] });
        language.AddCommand(new("test_config_reload", Do((run, host) => run.Options = host.Options = host.Settings.ToOptions(host.Options)))
        { Tags = [new("extension") { Value = text }] });
        language.AddCommand(new("test_result_reset", Do((run, host) => { host.Reset(run); host.Outgoing.Clear(); })));
        language.AddCommand(new("test_result_print", Do((_, _) => { })));
        language.AddCommand(new("test_message_print", Do((_, _) => { })));
        language.AddCommand(new("test_mailbox_create", Text((_, host, name) => host.Store.TryAdd(name, []))) { Arguments = [text] });
        language.AddCommand(new("test_mailbox_delete", Text((run, _, _) => throw run.Error("Mailboxes cannot be deleted."))) { Arguments = [text] });
        language.AddCommand(new("test_imap_metadata_set", MetadataSet) { Arguments = [text, text], Tags = [new("mailbox") { Value = text }] });
        language.AddCommand(new("test_binary_save", Text((_, host, name) => host.Binaries[name] = host.Program!)) { Arguments = [text] });
        language.AddCommand(new("test_binary_load", Text((_, host, name) => host.Program = host.Binaries[name])) { Arguments = [text] });
        var message = new SieveTagDefinition[] { new("smtp") { Group = "where" }, new("folder") { Value = text, Group = "where" } };
        language.AddCommand(new("test_message", binding =>
        {
            var take = TakeMessage(binding);
            return run => take(run) ? SieveFlow.Next : throw new SvtestFailure("there is no such message");
        })
        { Arguments = [SieveArgumentKind.Number], Tags = [.. message] });
        language.AddTest(new("test_message", binding => TakeMessage(binding).Invoke) { Arguments = [SieveArgumentKind.Number], Tags = [.. message] });
        SvtestTests.Register(language);
    }

    public static SvtestHost HostOf(SieveRun run) => run.State<HostHolder>().Host!;

    private static Func<SieveBinding, SieveStatement> Do(Action<SieveRun, SvtestHost> action) => _ => run =>
    {
        action(run, HostOf(run));
        return SieveFlow.Next;
    };

    private static Func<SieveBinding, SieveStatement> Text(Action<SieveRun, SvtestHost, string> action) => binding =>
    {
        var text = binding.String(0);
        return run =>
        {
            action(run, HostOf(run), text.Get(run));
            return SieveFlow.Next;
        };
    };

    private static Func<SieveBinding, SieveStatement> Pair(Action<SieveRun, SvtestHost, string, string> action) => binding =>
    {
        var (first, second) = (binding.String(0), binding.String(1));
        return run =>
        {
            action(run, HostOf(run), first.Get(run), second.Get(run));
            return SieveFlow.Next;
        };
    };

    private static SieveStatement Test(SieveBinding binding)
    {
        var name = binding.String(0);
        var block = binding.Block!;
        return run =>
        {
            var host = HostOf(run);
            host.HasOtherWording = false;
            string? failure = null;
            try
            {
                block(run);
            }
            catch (SvtestFailure exception)
            {
                failure = exception.Message;
            }
            host.Blocks.Add(new(name.Get(run), failure, host.HasOtherWording));
            return SieveFlow.Next;
        };
    }

    private static void Set(SieveRun run, SvtestHost host, string name, string value)
    {
        var path = value.Trim() is ['<', .. var inner, '>'] ? inner : value.Trim();
        switch (name.ToLowerInvariant())
        {
            case "message":
                Use(run, OctetText.Encode(value));
                break;
            case "envelope.from":
                run.Envelope = run.Envelope with { From = path };
                break;
            case "envelope.to":
                run.Envelope = run.Envelope with { To = path, OriginalTo = null };
                break;
            case "envelope.orig_to":
                run.Envelope = run.Envelope with { OriginalTo = path };
                break;
            case "envelope.auth":
                run.Envelope = run.Envelope with { AuthenticatedUser = value };
                break;
            default:
                throw run.Error($"There is no object '{name}'.");
        }
    }

    private static void Use(SieveRun run, ReadOnlyMemory<byte> octets)
    {
        run.DefaultFlags = [];
        run.Message.SetMessage(SieveMessage.FromMemory(octets));
        run.Envelope = SvtestHost.EnvelopeOf(run.Message.Header);
    }

    private static SieveStatement MetadataSet(SieveBinding binding)
    {
        var mailbox = binding.TagString("mailbox");
        var (name, value) = (binding.String(0), binding.String(1));
        return run =>
        {
            HostOf(run).Metadata[(mailbox?.Get(run) ?? "", name.Get(run).ToLowerInvariant())] = value.Get(run);
            return SieveFlow.Next;
        };
    }

    private static Func<SieveRun, bool> TakeMessage(SieveBinding binding)
    {
        var index = (int)binding.Number(0);
        var folder = binding.TagString("folder");
        return run =>
        {
            var host = HostOf(run);
            if (folder is not null)
            {
                if (!host.Store.TryGetValue(folder.Get(run), out var stored) || index >= stored.Count)
                    return false;
                Use(run, stored[index].Octets);
                run.DefaultFlags = [.. stored[index].Flags];
                return true;
            }
            if (index >= host.Outgoing.Count)
                return false;
            var (from, to, octets) = host.Outgoing[index];
            Use(run, octets);
            run.Envelope = run.Envelope with { From = from, To = to };
            return true;
        };
    }

    /// <summary>Where a run keeps its host.</summary>
    internal sealed class HostHolder
    {
        public SvtestHost? Host { get; set; }
    }
}
