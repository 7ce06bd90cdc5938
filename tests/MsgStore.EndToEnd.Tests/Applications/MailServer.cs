using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MimeKit;
using MsgStore;
using MsgStore.Accounts;
using MsgStore.Hosting.Listeners;
using MsgStore.InMemory;

namespace Applications;

/// <summary>A mail server of one test: mail in memory, SMTP and POP3 on free ports of the loopback, and nothing that another test could see.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly IHost _host;

    private MailServer(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    /// <param name="configure">Sets up the store; <see langword="null"/> for one in memory without more.</param>
    public static async Task<MailServer> StartAsync(Action<MsgStoreBuilder>? configure = null)
    {
        // Without defaults: a hundred hosts that watch configuration files are more than a Linux user may have.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddInMemoryAccounts(accounts => accounts.Users["alice@example.com"] = "secret");
        (configure ?? (store => store.UseInMemory()))(builder.Services.AddMsgStore());
        builder.Services.AddSmtpListener("smtp", listener => listener.EndPoint = "127.0.0.1:0");
        builder.Services.AddPop3Listener("pop3", listener =>
        {
            listener.EndPoint = "127.0.0.1:0";
            listener.Server.AllowPlaintextAuth = true;
        });
        var host = builder.Build();
        await host.StartAsync();
        return new MailServer(host);
    }

    public int PortOf(string listener) => Services.GetRequiredService<MailListeners>().EndPointOf(listener).Port;

    /// <summary>Sends mail over SMTP, to Alice unless another is named.</summary>
    public async Task SendAsync(string subject, string from = "bob@example.org", string to = "alice@example.com")
    {
        using var message = new MimeMessage
        {
            Subject = subject,
            Body = new TextPart("plain") { Text = "It is on its way.\r\n" },
        };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(MailboxAddress.Parse(to));
        using var smtp = new SmtpClient();
        await smtp.ConnectAsync("127.0.0.1", PortOf("smtp"));
        await smtp.SendAsync(message);
        await smtp.DisconnectAsync(quit: true);
    }

    /// <summary>Fetches Alice's mail over POP3.</summary>
    public async Task<IList<MimeMessage>> FetchAsync(bool removes = false)
    {
        using var pop3 = new Pop3Client();
        await pop3.ConnectAsync("127.0.0.1", PortOf("pop3"));
        await pop3.AuthenticateAsync("alice@example.com", "secret");
        var messages = pop3.Count == 0 ? [] : await pop3.GetMessagesAsync(0, pop3.Count);
        if (removes)
            await pop3.DeleteAllMessagesAsync();
        await pop3.DisconnectAsync(quit: true);
        return messages;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
