using MsgStore.Accounts.Configuration;

namespace MsgStore.Accounts.Administration;

/// <summary>What an operator may see of a domain.</summary>
/// <param name="Name">The canonical domain name.</param>
/// <param name="Users">How many users it has.</param>
/// <param name="Settings">What holds for it after all files are merged.</param>
public sealed record DomainSummary(string Name, int Users, DomainSettings Settings);
