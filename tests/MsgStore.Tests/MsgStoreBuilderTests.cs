using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Health;
using MsgStore.InMemory;
using MsgStore.Mailboxes;
using MsgStore.Pipeline;
using MsgStore.Tests.Pipeline;

namespace MsgStore.Tests;

public sealed class MsgStoreBuilderTests
{
    [Fact]
    public void Second_unnamed_backend_is_refused_with_the_remedy()
    {
        var builder = new ServiceCollection().AddMsgStore().UseInMemory();
        var exception = Assert.Throws<InvalidOperationException>(() => builder.UseInMemory());
        Assert.Contains("AddMsgStore(\"archive\")", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Store_without_backend_says_so()
    {
        var services = new ServiceCollection();
        services.AddMsgStore();
        using var provider = services.BuildServiceProvider();
        Assert.Contains("UseMaildir", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IMessageStore>).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ServiceLifetime.Scoped)]
    [InlineData(ServiceLifetime.Transient)]
    public void A_directory_of_another_lifetime_is_refused_with_what_to_write(ServiceLifetime lifetime)
    {
        IServiceCollection services = new ServiceCollection();
        services.Add(new ServiceDescriptor(typeof(IRecipientDirectory), typeof(ShopDirectory), lifetime));
        services.AddMsgStore().UseInMemory();
        using var provider = services.BuildServiceProvider();
        var refused = Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IDeliveryAgent>).Message;
        Assert.Contains("IRecipientDirectory", refused, StringComparison.Ordinal);
        Assert.Contains("AddRecipientDirectory<ShopDirectory>(ServiceLifetime.Scoped)", refused, StringComparison.Ordinal);
        Assert.Equal(refused, Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(provider.GetRequiredService<Microsoft.Extensions.Options.IStartupValidator>().Validate).Message);
    }

    [Fact]
    public void A_singleton_that_keeps_something_scoped_is_refused_too()
    {
        var services = new ServiceCollection();
        services.AddScoped<ShopDatabase>();
        services.AddSingleton<IRecipientDirectory, KeepingDirectory>();
        services.AddMsgStore().UseInMemory();
        using var provider = services.BuildServiceProvider();
        Assert.Contains("KeepingDirectory takes the scoped ShopDatabase", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IDeliveryAgent>).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("named")]
    [InlineData("before")]
    [InlineData("after")]
    public async Task Scoped_services_have_a_scope_for_each_call_which_ends_with_it(string registered)
    {
        var services = new ServiceCollection();
        services.AddSingleton(new List<ShopDatabase>()).AddScoped<ShopDatabase>(provider =>
        {
            var database = new ShopDatabase();
            provider.GetRequiredService<List<ShopDatabase>>().Add(database);
            return database;
        });
        var lifetime = registered == "named" ? ServiceLifetime.Scoped : ServiceLifetime.Singleton;
        if (registered == "before")
            services.AddScoped<DatabaseServices>();
        services.AddRecipientDirectory<DatabaseServices>(lifetime).AddAuthProvider<DatabaseServices>(lifetime).AddAdmissionPolicy<DatabaseServices>(lifetime);
        if (registered == "after")
            services.AddScoped<DatabaseServices>();
        services.AddMsgStore().UseInMemory();
        await using var provider = services.BuildServiceProvider(validateScopes: true);
        provider.GetRequiredService<Microsoft.Extensions.Options.IStartupValidator>().Validate();
        var directory = provider.GetRequiredService<IRecipientDirectory>();
        await directory.ResolveAsync(EmailAddress.Parse("a@example.com"));
        await directory.ResolveAsync(EmailAddress.Parse("a@example.com"));
        Assert.NotNull(await directory.FindPostmasterAsync());
        await provider.GetRequiredService<IAuthProvider>().AuthenticateAsync(new AuthRequest { Mechanism = "PLAIN", Username = "a", Secret = default, Protocol = "pop3" });
        await provider.GetRequiredService<IAdmissionPolicy>().CheckAsync(new AdmissionEvent { Protocol = "smtp", Stage = AdmissionStage.Connect });
        var databases = provider.GetRequiredService<List<ShopDatabase>>();
        Assert.Equal(5, databases.Distinct().Count());
        Assert.All(databases, database => Assert.Equal((1, true), (database.Calls, database.IsDisposed)));
    }

    [Fact]
    public async Task Stage_given_as_a_class_gets_the_next_agent_and_services()
    {
        var services = new ServiceCollection();
        services.AddSingleton(new List<string>());
        services.AddMsgStore().UseInMemory().AddStage<Naming>(DeliverySlot.Inspect);
        await using var provider = services.BuildServiceProvider();
        var report = await provider.GetRequiredService<IDeliveryAgent>().DeliverAsync(EnvelopeToAlice(), MessageContent.FromText("Subject: a\n\nbody\n"));
        Assert.Equal(DeliveryStatus.Delivered, Assert.Single(report.Outcomes).Status);
        Assert.Equal(["Naming"], provider.GetRequiredService<List<string>>());
    }

    [Fact]
    public void Stage_without_a_place_for_the_next_agent_or_with_something_scoped_is_refused()
    {
        var services = new ServiceCollection();
        services.AddScoped(_ => new List<string>());
        var store = services.AddMsgStore().UseInMemory();
        Assert.Contains("Ending has no public constructor that takes an IDeliveryAgent",
            Assert.Throws<InvalidOperationException>(() => store.AddStage<Ending>(DeliverySlot.Inspect)).Message, StringComparison.Ordinal);
        store.AddStage<Naming>(DeliverySlot.Inspect);
        using var provider = services.BuildServiceProvider();
        Assert.Contains("The stage Naming takes the scoped List",
            Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IDeliveryAgent>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_see_CRLF_whatever_a_program_hands_over()
    {
        var services = new ServiceCollection();
        var seen = "";
        services.AddMsgStore().UseInMemory().AddStage(DeliverySlot.Inspect, (_, inner) => new Looking(inner, octets => seen = Encoding.UTF8.GetString(octets)));
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IDeliveryAgent>().DeliverAsync(EnvelopeToAlice(), MessageContent.FromMemory("Subject: a\n\nbody\n"u8.ToArray()));
        Assert.Equal("Subject: a\r\n\r\nbody\r\n", seen);
    }

    private sealed class Looking(IDeliveryAgent inner, Action<byte[]> look) : DelegatingDeliveryAgent(inner)
    {
        public override ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
        {
            Assert.True(content.TryGetMemory(out var octets));
            look(octets.ToArray());
            return Inner.DeliverAsync(envelope, content, cancellationToken);
        }
    }

    private static Envelope EnvelopeToAlice() => new()
    {
        Id = EnvelopeId.New(DateTimeOffset.UnixEpoch),
        From = null,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Recipients = [new Recipient(EmailAddress.Parse("alice@example.com")) { Mailbox = MailboxName.Parse("alice@example.com") }],
    };

    private sealed class Naming(IDeliveryAgent inner, List<string> names) : DelegatingDeliveryAgent(inner)
    {
        public override ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
        {
            names.Add(nameof(Naming));
            return Inner.DeliverAsync(envelope, content, cancellationToken);
        }
    }

    private sealed class Ending : IDeliveryAgent
    {
        public ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(DeliveryReport.ForAll(envelope, address => RecipientOutcome.Deferred(address, new(4, 3, 0), "Not now")));
    }

    private sealed class ShopDatabase : IDisposable
    {
        public int Calls { get; set; }

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class DatabaseServices(ShopDatabase database) : IRecipientDirectory, IAuthProvider, IAdmissionPolicy
    {
        public ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default) => Count<RecipientStatus>(new RecipientStatus.Unknown());

        public ValueTask<EmailAddress?> FindPostmasterAsync(CancellationToken cancellationToken = default) => Count<EmailAddress?>(EmailAddress.Parse("postmaster@example.com"));

        public ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default) =>
            Count<AuthResult>(new AuthResult.Denied(AuthDenial.InvalidCredentials));

        public ValueTask<AdmissionVerdict> CheckAsync(AdmissionEvent admission, CancellationToken cancellationToken = default) => Count(AdmissionVerdict.Accept);

        private ValueTask<T> Count<T>(T result)
        {
            database.Calls++;
            return ValueTask.FromResult(result);
        }
    }

    private sealed class KeepingDirectory(ShopDatabase database) : IRecipientDirectory
    {
        public ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<RecipientStatus>(database is null ? new RecipientStatus.Unavailable() : new RecipientStatus.Unknown());
    }

    private sealed class ShopDirectory : IRecipientDirectory
    {
        public ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<RecipientStatus>(new RecipientStatus.Unknown());
    }

    [Fact]
    public void Named_stores_are_apart()
    {
        var services = new ServiceCollection();
        services.AddMsgStore().UseInMemory();
        services.AddMsgStore("archive").UseInMemory();
        Assert.Same(services.AddMsgStore("archive"), services.AddMsgStore("archive"));
        using var provider = services.BuildServiceProvider();
        var archive = provider.GetRequiredKeyedService<IMessageStore>("archive");
        Assert.NotSame(provider.GetRequiredService<IMessageStore>(), archive);
        Assert.Same(archive, provider.GetRequiredKeyedService<IMessageBackend>("archive"));
        Assert.NotSame(provider.GetRequiredService<IDeliveryAgent>(), provider.GetRequiredKeyedService<IDeliveryAgent>("archive"));
    }

    [Fact]
    public void Decorators_of_a_users_store_are_applied_and_decide_on_capabilities()
    {
        var services = new ServiceCollection();
        services.AddMsgStore().UseInMemory().DecorateStore((_, user, inner) => new Blind(inner, user));
        using var provider = services.BuildServiceProvider();
        using var user = new User("alice@example.com", MailboxName.Parse("alice@example.com"));
        var store = provider.GetRequiredService<IMessageStoreFactory>().For(user);
        Assert.Same(user, Assert.IsType<Blind>(store).User);
        Assert.Null(store.GetCapability<MsgStore.Mailboxes.Capabilities.IQuotaCapability>());
    }

    [Fact]
    public async Task Health_check_probes_the_store()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddMsgStore().UseInMemory().AddHealthCheck();
        await using var provider = services.BuildServiceProvider();
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, report.Entries["msgstore"].Status);
    }

    [Fact]
    public async Task Deliveries_and_logins_are_counted_by_domain_and_status()
    {
        using var fixture = new PipelineFixture();
        var meters = fixture.Services.GetRequiredService<IMeterFactory>();
        using var deliveries = new MetricCollector<long>(meters, MsgStoreMetrics.MeterName, "msgstore.deliveries");
        using var logins = new MetricCollector<long>(meters, MsgStoreMetrics.MeterName, "msgstore.auth.attempts");
        await fixture.DeliverAsync("alice@example.com", "nobody@metrics.example");
        var request = new AuthRequest { Mechanism = "PLAIN", Username = "alice@example.com", Secret = Encoding.UTF8.GetBytes("a"), Protocol = "pop3" };
        Assert.IsType<AuthResult.Success>(await fixture.Services.GetRequiredService<IAuthProvider>().AuthenticateAsync(request));
        Assert.Equal(["example.com delivered", "metrics.example rejected"], Values(deliveries));
        Assert.Equal(["example.com success"], Values(logins));

        static IEnumerable<string> Values(MetricCollector<long> collector) =>
            collector.GetMeasurementSnapshot().Select(measured => string.Join(' ', measured.Tags.Select(tag => tag.Value))).Order(StringComparer.Ordinal);
    }

    private sealed class Blind(IMessageStore inner, User user) : DelegatingMessageStore(inner)
    {
        public User User { get; } = user;

        public override T? GetCapability<T>() where T : class => null;
    }
}
