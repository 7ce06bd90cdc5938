using Microsoft.Extensions.Logging;
using MsgStore.Accounts.Configuration;
using MsgStore.Accounts.Files;

namespace MsgStore.Accounts.Domains;

/// <summary>The files of one domain.</summary>
internal sealed class DomainFiles
{
    private readonly WatchedFile<PartialSettings> _settings;
    private readonly WatchedFile<PasswdFile> _passwd;

    public DomainFiles(string folder, string name, TimeProvider time, ILogger logger)
    {
        Name = name;
        var report = Reporter(logger);
        _settings = new WatchedFile<PartialSettings>(
            Path.Combine(folder, DomainTree.SettingsFile), time, new SettingsReader($"{name}/{DomainTree.SettingsFile}").ReadSettings, report);
        _passwd = new WatchedFile<PasswdFile>(Path.Combine(folder, DomainTree.PasswdFile), time, octets => ReadPasswd(octets, logger), report);
        Forwards = new UserForwards(Path.Combine(folder, DomainTree.UserForwardsFolder), name, time, report);
    }

    /// <summary>The canonical domain name.</summary>
    public string Name { get; }

    /// <summary>What users forward themselves.</summary>
    public UserForwards Forwards { get; }

    /// <summary>Tells the log of a broken version of a file.</summary>
    public static Action<Exception> Reporter(ILogger logger) => exception =>
    {
        if (exception is AccountConfigurationException)
            Log.FileBroken(logger, exception.Message);
        else
            Log.FileUnreadable(logger, exception.GetType().Name);
    };

    public ValueTask<PartialSettings> ReadSettingsAsync(CancellationToken cancellationToken) => _settings.GetAsync(cancellationToken);

    public ValueTask<PasswdFile> ReadPasswdAsync(CancellationToken cancellationToken) => _passwd.GetAsync(cancellationToken);

    private PasswdFile ReadPasswd(byte[]? octets, ILogger logger)
    {
        var passwd = PasswdFile.Parse(octets);
        if (passwd.BadLines > 0)
            Log.BadPasswdLines(logger, Name, passwd.BadLines);
        return passwd;
    }
}
