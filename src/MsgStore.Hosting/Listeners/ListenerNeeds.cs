using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Protocols.Smtp;

namespace MsgStore.Hosting.Listeners;

/// <summary>Stops a host at its start that has a listener without what its sessions work with.</summary>
internal sealed class ListenerNeeds(IServiceProviderIsService known)
    : IValidateOptions<SmtpListenerOptions>, IValidateOptions<Pop3ListenerOptions>, IValidateOptions<ManageSieveListenerOptions>
{
    private const string Store = "call AddMsgStore() without a name, and choose a store: .UseMaildir(…), .UseSqlite(…) or .UseInMemory()";
    private const string Accounts = "call AddDomainAccounts(…) or AddInMemoryAccounts(…), or register your own with AddSingleton";
    private const string Logins = "call AddDomainAccounts(…) or AddInMemoryAccounts(…), or add your own with AddAuthProvider<…>()";
    private const string Scripts = "call AddMsgStore().UseSieve(…)";

    public ValidateOptionsResult Validate(string? name, SmtpListenerOptions options)
    {
        List<(Type, string)> needs = [(typeof(IDeliveryAgent), Store), (typeof(IRecipientDirectory), Accounts)];
        if (options.Server.Mode == SmtpMode.Submission || options.Server.OfferAuth)
            needs.Add((typeof(IAuthProvider), Logins));
        return Check(name, needs);
    }

    public ValidateOptionsResult Validate(string? name, Pop3ListenerOptions options) =>
        Check(name, [(typeof(IMessageStoreFactory), Store), (typeof(IAuthProvider), Logins)]);

    public ValidateOptionsResult Validate(string? name, ManageSieveListenerOptions options) =>
        Check(name, [(typeof(IAuthProvider), Logins), (typeof(IScriptStore), Scripts), (typeof(IScriptChecker), Scripts)]);

    private ValidateOptionsResult Check(string? name, IEnumerable<(Type Service, string Remedy)> needs)
    {
        var failures = needs.Where(need => !known.IsService(need.Service))
            .Select(need => $"The listener '{name}' needs an {need.Service.Name}, and none is registered; {need.Remedy}.").ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
