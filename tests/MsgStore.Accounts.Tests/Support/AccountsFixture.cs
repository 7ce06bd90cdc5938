using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using MsgStore.Accounts.Administration;
using MsgStore.Delivery;
using MsgStore.Encryption;
using MsgStore.Encryption.Passwords;
using MsgStore.InMemory;

namespace MsgStore.Accounts.Tests.Support;

/// <summary>A domain tree in a folder of its own, what serves it, and cheap hashes.</summary>
internal sealed class AccountsFixture : IDisposable
{
    private readonly Lazy<ServiceProvider> _provider;

    public AccountsFixture(Action<DomainAccountsOptions>? configure = null, IKeyProvider? keys = null, bool encrypts = false) =>
        _provider = new(() => Build(configure, keys, encrypts));

    public string Root { get; } = Directory.CreateTempSubdirectory("msgstore-accounts-").FullName;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public FakeLogCollector Logs => Services.GetFakeLogCollector();

    public IServiceProvider Services => _provider.Value;

    public PasswordHash Passwords => Services.GetRequiredService<PasswordHash>();

    public IRecipientDirectory Directories => Services.GetRequiredService<IRecipientDirectory>();

    public AccountStore Store => new(Root, Passwords);

    public void Write(string file, string text)
    {
        var path = Path.Combine(Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? Root);
        // As tools do that mean it, written and then put in its place: what is written into a file as it lies there counts when it was left alone for a second.
        File.WriteAllText(path + ".new", text);
        File.SetLastWriteTimeUtc(path + ".new", DateTime.UnixEpoch);
        File.Move(path + ".new", path, overwrite: true);
    }

    public string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public async Task AddUserAsync(string address, string password = "secret")
    {
        if (!Directory.Exists(Path.Combine(Root, address.Split('@')[1])))
            await Store.AddDomainAsync(address.Split('@')[1]);
        await Store.AddUserAsync(address, Encoding.UTF8.GetBytes(password));
    }

    /// <summary>Resolves an address and prints what came of it.</summary>
    public async Task<string> ResolveAsync(string address) =>
        Print(await Directories.ResolveAsync(EmailAddress.Parse(address)));

    public ValueTask<AuthResult> TryLogInAsync(string user, string password, string? ip = "192.0.2.1", bool unlockKeys = true) =>
        Services.GetRequiredService<IAuthProvider>().AuthenticateAsync(Request(user, password, ip, unlockKeys));

    /// <summary>Logs in and prints what came of it.</summary>
    public async Task<string> LogInAsync(string user, string password, string? ip = "192.0.2.1") =>
        await TryLogInAsync(user, password, ip) switch
        {
            AuthResult.Success { User.Detail: { } detail } success => $"{success.User.Name} reads {success.User.Mailbox} +{detail}",
            AuthResult.Success success => $"{success.User.Name} reads {success.User.Mailbox}",
            AuthResult.Denied denied => denied.Reason.ToString(),
            var other => other.GetType().Name,
        };

    private static string Print(RecipientStatus status) => status switch
    {
        RecipientStatus.Local { Detail: { } detail } local => $"{local.Mailbox} +{detail}",
        RecipientStatus.Local local => local.Mailbox.ToString(),
        RecipientStatus.Alias { Kept: { } kept } alias => $"{Print(kept)} & -> {string.Join(", ", alias.Targets)}",
        RecipientStatus.Alias alias => "-> " + string.Join(", ", alias.Targets),
        var other => other.GetType().Name,
    };

    public int CountLogged(int eventId) => Logs.GetSnapshot().Count(line => line.Id == eventId);

    public void NextSecond() => Time.Advance(TimeSpan.FromSeconds(1));

    public void Dispose()
    {
        if (_provider.IsValueCreated)
            _provider.Value.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private static AuthRequest Request(string user, string password, string? ip, bool unlockKeys) => new()
    {
        Mechanism = "PLAIN",
        Username = user,
        Secret = Encoding.UTF8.GetBytes(password),
        Protocol = "pop3",
        ClientIP = ip is null ? null : IPAddress.Parse(ip),
        UnlockKeys = unlockKeys,
    };

    private ServiceProvider Build(Action<DomainAccountsOptions>? configure, IKeyProvider? keys, bool encrypts)
    {
        var services = new ServiceCollection().AddLogging(logging => logging.AddFakeLogging()).AddSingleton<TimeProvider>(Time);
        services.AddPasswordHash(options => (options.MemoryKiB, options.Iterations, options.Parallelism) = (64, 1, 1));
        if (keys is not null)
            services.AddSingleton(keys);
        services.AddDomainAccounts(options =>
        {
            options.Root = Root;
            configure?.Invoke(options);
        });
        var builder = services.AddMsgStore().UseInMemory();
        if (encrypts)
            builder.UseEncryption(options => options.KeyRoot = Root);
        return services.BuildServiceProvider(validateScopes: true);
    }
}
