using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Accounts;
using MsgStore.Conformance;
using MsgStore.Delivery;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Tests.Support;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Encryption.Tests;

public sealed class EncryptingDeliveryAgentTests : IAsyncDisposable
{
    private static readonly MailboxName Carol = MailboxName.Parse("carol@example.com");
    private static readonly MailboxName Dave = MailboxName.Parse("dave@example.com");

    private readonly SealedStore.DictionaryKeys _keys = new();
    private readonly Recorder _store = new();
    private readonly KeyRing _alice = KeyRing.Of(Octets.Random(32));
    private readonly KeyRing _bob = KeyRing.Of(Octets.Random(32));

    public EncryptingDeliveryAgentTests()
    {
        _keys.Rings[Samples.Alice] = _alice;
        _keys.Rings[Samples.Bob] = _bob;
    }

    public ValueTask DisposeAsync()
    {
        _alice.Dispose();
        _bob.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Recipients_without_keys_share_a_call_and_each_key_has_its_own_copy()
    {
        var report = await DeliverAsync(Carol, Samples.Alice, Dave, Samples.Bob);
        Assert.Equal(["carol", "alice", "dave", "bob"], report.Outcomes.Select(outcome => outcome.Recipient.LocalPart));
        Assert.All(report.Outcomes, outcome => Assert.Equal(DeliveryStatus.Delivered, outcome.Status));
        Assert.Equal(3, _store.Calls.Count);
        var plain = Assert.Single(_store.Calls, call => call.Envelope.Encryption is null);
        Assert.Equal(["carol", "dave"], plain.Envelope.Recipients.Select(recipient => recipient.Address.LocalPart));
        var forAlice = Assert.Single(_store.Calls, call => call.Envelope.Encryption?.KeyId == _alice.Current.KeyId);
        Assert.Equal((Box.Algorithm, 16), (forAlice.Envelope.Encryption!.Algorithm, forAlice.Envelope.Encryption.KeyId.Length));
        Assert.Equal(plain.Octets.Length, forAlice.WireSize);
        Assert.Equal(plain.Octets, await Octets.OpenAsync(forAlice.Octets, _alice));
        Assert.Null(await Octets.OpenAsync(forAlice.Octets, _bob));
    }

    [Fact]
    public async Task Mailboxes_of_one_key_share_one_sealed_copy()
    {
        _keys.Rings[Samples.Bob] = _alice;
        await DeliverAsync(Samples.Alice, Samples.Bob);
        Assert.Equal(2, Assert.Single(_store.Calls).Envelope.Recipients.Length);
    }

    [Fact]
    public async Task Trouble_with_a_key_defers_its_recipient_alone()
    {
        foreach (var trouble in (Exception[])[new MsgStoreException(StoreError.KeyUnavailable, "/path"), new IOException("/path"), new InvalidOperationException("/path"),
            new MsgStoreException(StoreError.MailboxNotFound, "/path"), new OperationCanceledException()])
        {
            _store.Calls.Clear();
            _keys.Trouble[Samples.Alice] = trouble;
            var report = await DeliverAsync(Samples.Alice, Carol);
            Assert.Equal((DeliveryStatus.Deferred, "4.7.5"), (report.Outcomes[0].Status, report.Outcomes[0].Code.ToString()));
            Assert.DoesNotContain("/path", report.Outcomes[0].Text, StringComparison.Ordinal);
            Assert.Equal(DeliveryStatus.Delivered, report.Outcomes[1].Status);
            Assert.Equal("carol", Assert.Single(Assert.Single(_store.Calls).Envelope.Recipients).Address.LocalPart);
        }
    }

    [Fact]
    public async Task A_key_nothing_can_be_sealed_with_defers_and_stores_nothing()
    {
        var agent = new EncryptingDeliveryAgent(_store, new OneKey(new PublicKey(new byte[32], "00")), Sealed(), Octets.Buffers(), NullLogger.Instance);
        var report = await agent.DeliverAsync(Samples.Envelope(Samples.To(Samples.Alice)), Samples.Subject("x"));
        Assert.Equal((DeliveryStatus.Deferred, "4.7.5"), (report.Outcomes[0].Status, report.Outcomes[0].Code.ToString()));
        Assert.Empty(_store.Calls);
    }

    [Fact]
    public async Task A_store_that_fails_for_one_key_hides_no_other_outcome()
    {
        _store.Failure = envelope => envelope.Encryption?.KeyId == _alice.Current.KeyId ? new InvalidOperationException("/bug") : null;
        var report = await DeliverAsync(Samples.Alice, Samples.Bob, Carol);
        Assert.Equal([DeliveryStatus.Deferred, DeliveryStatus.Delivered, DeliveryStatus.Delivered], report.Outcomes.Select(outcome => outcome.Status));
        Assert.DoesNotContain("/bug", report.Outcomes[0].Text, StringComparison.Ordinal);
        _store.Failure = envelope => envelope.Encryption is null ? null : new MsgStoreException(StoreError.OverQuota, "full");
        report = await DeliverAsync(Samples.Alice, Carol);
        Assert.Equal([DeliveryStatus.Rejected, DeliveryStatus.Delivered], report.Outcomes.Select(outcome => outcome.Status));
    }

    [Fact]
    public async Task No_room_to_seal_in_defers()
    {
        using var folder = new NoFolder();
        var agent = new EncryptingDeliveryAgent(_store, _keys, Sealed(), Octets.Buffers(folder.Path), NullLogger.Instance);
        var report = await agent.DeliverAsync(Samples.Envelope(Samples.To(Samples.Alice)), MessageContent.FromMemory(new byte[200_000]));
        Assert.Equal(DeliveryStatus.Deferred, report.Outcomes[0].Status);
        Assert.Empty(_store.Calls);
    }

    [Fact]
    public async Task Time_that_runs_out_before_anything_is_stored_is_said_as_such()
    {
        using var cancellation = new CancellationTokenSource();
        _store.Failure = _ =>
        {
            cancellation.Cancel();
            return new OperationCanceledException(cancellation.Token);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Agent().DeliverAsync(Samples.Envelope(Samples.To(Samples.Alice)), Samples.Subject("x"), cancellation.Token));
    }

    [Fact]
    public async Task What_is_sealed_already_passes()
    {
        var envelope = Samples.Envelope(Samples.To(Samples.Alice)) with { Encryption = new EncryptionInfo(Box.Algorithm, "abcd") };
        await Agent().DeliverAsync(envelope, Samples.Subject("x"));
        Assert.Equal("abcd", Assert.Single(_store.Calls).Envelope.Encryption?.KeyId);
    }

    [Fact]
    public async Task A_large_message_is_sealed_through_files_that_hold_no_plaintext()
    {
        await using var store = new SealedStore("maildir", Samples.Alice);
        var plaintext = Encoding.ASCII.GetBytes("Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat("PLAINTEXT-MARKER in every line\r\n", 30_000)));
        var report = await store.Pipeline.DeliverAsync(Samples.Envelope(Samples.To(Samples.Alice)), MessageContent.FromMemory(plaintext));
        Assert.Equal(DeliveryStatus.Delivered, report.Outcomes[0].Status);
        foreach (var file in Directory.EnumerateFiles(store.Root, "*", SearchOption.AllDirectories))
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf("PLAINTEXT-MARKER"u8) < 0, file);
        await using var session = await store.For(Samples.Alice).OpenAsync(Samples.Inbox, MailboxAccess.Shared);
        var read = await Octets.ReadAsync(await session.RetrieveAsync(session.Messages[0].Key));
        Assert.EndsWith(Encoding.ASCII.GetString(plaintext), Encoding.ASCII.GetString(read), StringComparison.Ordinal);
        Assert.Equal(session.Messages[0].WireSize, read.Length);
    }

    [Fact]
    public async Task Nothing_of_a_recipient_whose_key_fails_goes_to_the_road_out()
    {
        var outbound = new Recorder();
        var services = new ServiceCollection();
        services.AddSingleton<IKeyProvider>(_keys);
        services.AddSingleton<IOutboundAgent>(outbound);
        services.AddMsgStore().UseBackend(_ => _store).UseEncryption();
        await using var provider = services.BuildServiceProvider();
        _keys.Trouble[Samples.Alice] = new IOException("unreadable");
        var report = await provider.GetRequiredService<IDeliveryAgent>().DeliverAsync(Samples.Envelope(Samples.To(Samples.Alice)), Samples.Subject("x"));
        Assert.Equal("4.7.5", report.Outcomes[0].Code.ToString());
        Assert.Empty(outbound.Calls);
        Assert.Empty(_store.Calls);
    }

    private EncryptingDeliveryAgent Agent() => new(_store, _keys, Sealed(), Octets.Buffers(), NullLogger.Instance);

    private SealedMailboxes Sealed() => new(_store);

    private ValueTask<DeliveryReport> DeliverAsync(params MailboxName[] mailboxes) =>
        Agent().DeliverAsync(Samples.Envelope([.. mailboxes.Select(mailbox => Samples.To(mailbox))]), Samples.Subject("for many"));

    private sealed class OneKey(PublicKey key) : IKeyProvider
    {
        public ValueTask<PublicKey?> GetPublicKeyAsync(MailboxName mailbox, CancellationToken cancellationToken = default) => ValueTask.FromResult<PublicKey?>(key);
    }

    private sealed class NoFolder : IDisposable
    {
        private readonly string _file = System.IO.Path.GetTempFileName();

        public string Path => System.IO.Path.Combine(_file, "no-folder");

        public void Dispose() => File.Delete(_file);
    }

    /// <summary>A store that remembers what it was given.</summary>
    private sealed class Recorder : IMessageBackend, IOutboundAgent
    {
        public List<(Envelope Envelope, byte[] Octets, long WireSize)> Calls { get; } = [];

        public Func<Envelope, Exception?>? Failure { get; set; }

        public async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
        {
            if (Failure?.Invoke(envelope) is { } failure)
                throw failure;
            var octets = await Octets.ReadAsync(content);
            lock (Calls)
                Calls.Add((envelope, octets, content.WireSize));
            return DeliveryReport.ForAll(envelope, address => RecipientOutcome.Delivered(address, []));
        }

        public ValueTask<IMailboxSession> OpenAsync(MailboxPath path, MailboxAccess access, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<MailboxStat> StatAsync(MailboxPath path, CancellationToken cancellationToken = default) => default;

        public T? GetCapability<T>() where T : class => null;
    }
}
