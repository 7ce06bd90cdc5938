using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Configuration;
using MsgStore.Encryption;
using MsgStore.Encryption.Passwords;
using MsgStore.Hosting.Configuration;
using MsgStore.Maildir;
using MsgStore.Queue;
using MsgStore.Queue.Control;
using MsgStore.Sieve.Delivery;
using MsgStore.Sqlite;

namespace MsgStore.Cli.Configuration;

/// <summary>What the tool takes from a configuration file that servers may share, from the environment above it, and from the command line above both.</summary>
internal sealed class ToolConfiguration
{
    private const string FileName = "msgstore.json";
    private const string SystemFile = "/etc/msgstore/msgstore.json";
    private const string Prefix = "MSGSTORE__";

    private readonly IConfigurationRoot _configuration;

    private ToolConfiguration(IConfigurationRoot configuration) => _configuration = configuration;

    /// <summary>Whether a domain tree is named.</summary>
    public bool HasAccounts => !string.IsNullOrEmpty(_configuration["Accounts:Root"]);

    /// <summary>The domain of names without one.</summary>
    public string DefaultDomain => FirstOf(_configuration["Accounts:DefaultDomain"], _configuration["ServerName"], Environment.MachineName);

    /// <summary>The name of this machine in trace fields and message ids.</summary>
    public string ServerName => FirstOf(_configuration["ServerName"], _configuration["Accounts:DefaultDomain"], Environment.MachineName);

    /// <summary>Reads it.</summary>
    /// <exception cref="ToolException">A file or key is wrong.</exception>
    public static ToolConfiguration Load(ParseResult result, GlobalOptions options, ToolConsole console)
    {
        var (file, isTrusted) = FindFile(result.GetValue(options.Config), console);
        try
        {
            var builder = new ConfigurationBuilder();
            if (file is not null && builder.AddFile(file, isTrusted) is { } warning)
                console.Error.WriteLine($"msgstore: {warning}");
            var configuration = builder.AddInMemoryCollection(Overrides(result, options, console)).Build();
            HostSections.Check(configuration);
            return new ToolConfiguration(configuration);
        }
        catch (OptionsValidationException exception)
        {
            throw new ToolException(ExitCode.Configuration, $"{file ?? "environment"}: {string.Join(' ', exception.Failures)}");
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Configuration, exception is InvalidDataException ? exception.Message : $"{file}: {exception.Message}");
        }
    }

    /// <summary>The kind of store: one of <see cref="StoreKinds.Names"/>, unless the configuration is wrong.</summary>
    public string StoreKind => _configuration[$"Store:{StoreKinds.Key}"] ?? StoreKinds.Maildir;

    /// <summary>Takes the backend that is configured.</summary>
    public void UseStore(MsgStoreBuilder builder) => StoreKinds.Use(builder, StoreKind, _configuration.GetSection(MaildirOptions.SectionName));

    /// <summary>The options of a store of that kind.</summary>
    public SqliteStoreOptions SqliteOptions()
    {
        RequireStore();
        var options = new SqliteStoreOptions();
        _configuration.GetSection(SqliteStoreOptions.SectionName).BindStrictly(asked => asked.Bind(options), StoreKinds.Key);
        return options;
    }

    /// <summary>The file and what stands above it, for packages that read sections of their own.</summary>
    public IConfiguration All => _configuration;

    /// <summary>The section of the domain tree.</summary>
    public IConfigurationSection Accounts => _configuration.GetSection(DomainAccountsOptions.SectionName);

    /// <summary>The section of encryption.</summary>
    public IConfigurationSection Encryption => _configuration.GetSection(EncryptionOptions.SectionName);

    /// <summary>The section of password hashes.</summary>
    public IConfigurationSection PasswordHash => _configuration.GetSection(PasswordHashOptions.SectionName);

    /// <summary>The section of scripts.</summary>
    public IConfigurationSection Sieve => _configuration.GetSection(SieveDeliveryOptions.SectionName);

    /// <summary>Makes sure that the folder of scripts is named.</summary>
    /// <returns>Whether they lie in a database there, and not as files: the key <c>Sieve:Type</c>.</returns>
    /// <exception cref="ToolException">It is not, or the kind is none.</exception>
    public bool RequireScripts()
    {
        if (_configuration["Sieve:ScriptRoot"] is not { Length: > 0 } root || !Path.IsPathRooted(root))
            throw new ToolException(ExitCode.Configuration, "The folder of the scripts is not named: a configuration file has it as Sieve:ScriptRoot, an absolute path.");
        return _configuration[$"Sieve:{StoreKinds.Key}"] switch
        {
            null or "files" => false,
            StoreKinds.Sqlite => true,
            var other => throw new ToolException(ExitCode.Configuration, $"Sieve:Type '{other}' is no kind of script store; allowed: files, sqlite."),
        };
    }

    /// <summary>Whether a key tree is named, or the domain tree, which holds keys unless another is.</summary>
    public bool HasKeys => HasAccounts || !string.IsNullOrEmpty(_configuration["Encryption:KeyRoot"]);

    /// <summary>What holds for encryption, with the key tree's folder.</summary>
    /// <exception cref="ToolException">Neither key tree nor domain tree is named.</exception>
    public EncryptionOptions RequireKeys()
    {
        var options = new EncryptionOptions();
        Encryption.BindStrictly(asked => asked.Bind(options));
        if (options.KeyRoot.Length == 0)
            options.KeyRoot = RequireAccounts();
        return Path.IsPathRooted(options.KeyRoot)
            ? options
            : throw new ToolException(ExitCode.Configuration, $"Encryption:KeyRoot '{options.KeyRoot}' has to be an absolute path.");
    }

    /// <summary>The domain tree's folder.</summary>
    /// <exception cref="ToolException">None is named.</exception>
    public string RequireAccounts()
    {
        var options = new DomainAccountsOptions();
        Accounts.BindStrictly(asked => asked.Bind(options));
        if (options.Root.Length == 0)
            throw new ToolException(ExitCode.Configuration,
                "No domain tree is named: give --accounts DIR, or a configuration file with Accounts:Root ('msgstore init' writes one).");
        return Path.IsPathRooted(options.Root)
            ? options.Root
            : throw new ToolException(ExitCode.Configuration, $"Accounts:Root '{options.Root}' has to be an absolute path.");
    }

    /// <summary>Whether mail for other domains has a queue to go to.</summary>
    public bool HasQueue => !string.IsNullOrEmpty(_configuration["Queue:Root"]);

    /// <summary>What holds for the queue.</summary>
    public void BindQueue(MailQueueOptions options)
    {
        options.HostName = ServerName;
        _configuration.GetSection(MailQueueOptions.SectionName).BindStrictly(asked => asked.Bind(options));
    }

    /// <summary>The control socket of the host that runs the queue.</summary>
    /// <exception cref="ToolException">None is named.</exception>
    public string RequireControlSocket()
    {
        var options = new MailQueueOptions();
        BindQueue(options);
        if (options.ControlSocket is { Length: > 0 } socket)
            return socket;
        return options.Root.Length > 0 && options.ControlSocket is null
            ? QueueControlClient.DefaultSocket(options.Root)
            : throw new ToolException(ExitCode.Configuration, "No queue is named: give --socket FILE, or a configuration file with Queue:Root and a control socket.");
    }

    /// <summary>Makes sure that a store is named and is there: nothing is made below a mistyped name, or where a file system is not mounted.</summary>
    /// <exception cref="ToolException">It is not.</exception>
    public void RequireStore()
    {
        var root = _configuration["Store:Root"];
        if (!string.IsNullOrEmpty(root) && Path.IsPathRooted(root) && !Directory.Exists(root))
            throw new ToolException(ExitCode.Configuration, $"The store '{root}' is not a folder, or may not be read; 'msgstore init' makes one.");
        if (string.IsNullOrEmpty(root))
            throw new ToolException(ExitCode.Configuration,
                "No store is named: give --root DIR, or a configuration file with Store:Root ('msgstore init' writes one).");
    }

    /// <summary>The file, and whether it may be anybody's: one that was named, or the system's own.</summary>
    private static (string? File, bool IsTrusted) FindFile(string? named, ToolConsole console)
    {
        var here = console.Absolute(FileName);
        if (named is null)
            return File.Exists(here) ? (here, false) : (File.Exists(SystemFile) ? SystemFile : null, true);
        var path = console.Absolute(named);
        return File.Exists(path) ? (path, true) : throw new ToolException(ExitCode.Configuration, $"--config {named}: there is no such file.");
    }

    private static Dictionary<string, string?> Overrides(ParseResult result, GlobalOptions options, ToolConsole console)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in console.Environment)
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                values[name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal)] = value;
        if (result.GetValue(options.Root) is { } root)
            values["Store:Root"] = console.Absolute(root);
        if (result.GetValue(options.Accounts) is { } accounts)
            values["Accounts:Root"] = console.Absolute(accounts);
        return values;
    }

    private static string FirstOf(params string?[] names) => names.FirstOrDefault(name => !string.IsNullOrEmpty(name)) ?? "localhost";
}
