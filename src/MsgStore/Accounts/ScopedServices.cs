using Microsoft.Extensions.DependencyInjection;
using MsgStore.Delivery;

namespace MsgStore.Accounts;

/// <summary>A directory of shorter life than the sessions that ask it: each call makes one, in a scope of its own.</summary>
internal sealed class ScopedRecipientDirectory<TDirectory>(IServiceScopeFactory scopes) : IRecipientDirectory where TDirectory : class, IRecipientDirectory
{
    public async ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
            return await scope.ServiceProvider.GetRequiredService<TDirectory>().ResolveAsync(address, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<EmailAddress?> FindPostmasterAsync(CancellationToken cancellationToken = default)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            IRecipientDirectory directory = scope.ServiceProvider.GetRequiredService<TDirectory>();
            return await directory.FindPostmasterAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>The same for logins.</summary>
internal sealed class ScopedAuthProvider<TProvider>(IServiceScopeFactory scopes) : IAuthProvider where TProvider : class, IAuthProvider
{
    public async ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
            return await scope.ServiceProvider.GetRequiredService<TProvider>().AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>The same for admission.</summary>
internal sealed class ScopedAdmissionPolicy<TPolicy>(IServiceScopeFactory scopes) : IAdmissionPolicy where TPolicy : class, IAdmissionPolicy
{
    public async ValueTask<AdmissionVerdict> CheckAsync(AdmissionEvent admission, CancellationToken cancellationToken = default)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
            return await scope.ServiceProvider.GetRequiredService<TPolicy>().CheckAsync(admission, cancellationToken).ConfigureAwait(false);
    }
}
