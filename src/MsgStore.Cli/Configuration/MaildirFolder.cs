using Microsoft.Extensions.DependencyInjection;
using MsgStore.Mailboxes;
using MsgStore.Maildir;

namespace MsgStore.Cli.Configuration;

/// <summary>One Maildir that belongs to no store: a folder with <c>cur</c>, <c>new</c>, <c>tmp</c> and Maildir++ folders in it.</summary>
internal sealed class MaildirFolder : IAsyncDisposable
{
    private const string Domain = "localhost";

    private readonly ServiceProvider _services;

    private MaildirFolder(ServiceProvider services, MailboxName mailbox)
    {
        _services = services;
        Mailbox = mailbox;
    }

    public IMessageStore Store => _services.GetRequiredService<IMessageStore>();

    /// <summary>What it is called in <see cref="Store"/>.</summary>
    public MailboxName Mailbox { get; }

    /// <summary>Opens it, or makes it with its first message.</summary>
    /// <exception cref="ToolException">A folder with this name cannot be one.</exception>
    public static MaildirFolder Open(string folder, TimeProvider time)
    {
        var path = Path.TrimEndingDirectorySeparator(folder);
        var name = Path.GetFileName(path);
        // A store's template has to hold a local part, and a folder's name need not be one: one letter of it stands for the mailbox.
        var letter = name.AsSpan().IndexOfAny(System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"));
        if (letter < 0 || name.AsSpan().IndexOfAny('{', '}') >= 0
            || !MailboxName.TryCreate(name[letter..(letter + 1)], Domain, LocalPartFolding.Exact, out var mailbox))
            throw new ToolException(ExitCode.Usage, $"'{folder}' has no name a Maildir can have here: at least one ASCII letter or digit, and no braces.");
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddMsgStore().UseMaildir(options =>
        {
            options.Root = Path.GetDirectoryName(path) ?? "/";
            options.PathTemplate = $"{name[..letter]}{{localpart}}{name[(letter + 1)..]}";
            options.Domain = Domain;
            options.DefaultFolders.Clear();
        });
        return new MaildirFolder(services.BuildServiceProvider(), mailbox);
    }

    /// <summary>Whether there is a Maildir.</summary>
    public static bool Exists(string folder) => Directory.Exists(Path.Combine(folder, "cur"));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
