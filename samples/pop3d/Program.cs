// pop3d: lets the users of an account tree read their mail over POP3. Runs beside smtpd on the same store, and may share its file.
//   pop3d [--config FILE] [--Section:Key VALUE]...        the file without --config: ./pop3d.json
using MsgStore;
using MsgStore.Accounts;
using MsgStore.Encryption;
using MsgStore.Encryption.Passwords;
using MsgStore.Hosting.Configuration;
using MsgStore.Samples;

return await MailHost.RunAsync("pop3d", args, builder =>
{
    var configuration = builder.Configuration;
    builder.Services.AddDomainAccounts(configuration.GetSection("Accounts")).AddPasswordHash(configuration.GetSection("PasswordHash"));
    builder.Services.AddMsgStore(configuration).UseConfiguredStore(configuration.GetSection("Store"))
        .UseEncryption(configuration.GetSection("Encryption"));
    builder.AddConfiguredPop3();
});
