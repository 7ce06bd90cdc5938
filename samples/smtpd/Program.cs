// smtpd: takes mail for the domains of an account tree over SMTP, submission and LMTP, and stores it in a Maildir or an SQLite database.
//   smtpd [--config FILE] [--Section:Key VALUE]...        the file without --config: ./smtpd.json
using MsgStore;
using MsgStore.Accounts;
using MsgStore.Encryption;
using MsgStore.Hosting.Configuration;
using MsgStore.Samples;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

return await MailHost.RunAsync("smtpd", args, builder =>
{
    var configuration = builder.Configuration;
    builder.Services.AddDomainAccounts(accounts => configuration.GetSection("Accounts").BindStrictly(accounts));
    builder.Services.AddMsgStore().UseConfiguredStore(configuration.GetSection("Store"))
        .UseEncryption(encryption => configuration.GetSection("Encryption").BindStrictly(encryption));
    builder.AddConfiguredSmtp();
});
