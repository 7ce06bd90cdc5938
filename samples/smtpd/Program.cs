// smtpd: takes mail for the domains of an account tree over SMTP, submission and LMTP, and stores it in a Maildir or an SQLite database.
//   Users' mail for other domains, forwards and notices leave through a queue, where the configuration has one.
//   Users' Sieve scripts are obeyed where it has a section Sieve, and managed over ManageSieve.
//   smtpd [--config FILE] [--Section:Key VALUE]...        the file without --config: ./smtpd.json
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MsgStore;
using MsgStore.Accounts;
using MsgStore.Encryption;
using MsgStore.Encryption.Passwords;
using MsgStore.Hosting.Configuration;
using MsgStore.Queue;
using MsgStore.Samples;

return await MailHost.RunAsync("smtpd", args, builder =>
{
    var configuration = builder.Configuration;
    builder.Services.AddDomainAccounts(configuration.GetSection("Accounts")).AddPasswordHash(configuration.GetSection("PasswordHash"));
    var store = builder.Services.AddMsgStore(configuration).UseConfiguredStore(configuration.GetSection("Store"))
        .UseEncryption(configuration.GetSection("Encryption"));
    store.UseConfiguredSieve(configuration.GetSection("Sieve"), configuration["ServerName"]);
    var queue = configuration.GetSection("Queue");
    if (queue.Exists())
    {
        builder.Services.Configure<MailQueueOptions>(options => options.HostName = configuration["ServerName"] ?? options.HostName);
        store.AddMailQueue(queue);
    }
    builder.AddConfiguredSmtp();
    if (configuration.GetSection("ManageSieve").Exists())
        builder.AddConfiguredManageSieve();
});
