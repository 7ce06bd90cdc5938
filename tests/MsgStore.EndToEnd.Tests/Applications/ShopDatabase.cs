using Microsoft.EntityFrameworkCore;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Encryption.Passwords;
using MsgStore.Mailboxes;

namespace Applications;

/// <summary>The database of an application: who has a mailbox here, and what they ordered.</summary>
public sealed class ShopDatabase : DbContext
{
    private readonly ContextCount _count;

    public ShopDatabase(DbContextOptions<ShopDatabase> options, ContextCount count) : base(options)
    {
        _count = count;
        Interlocked.Increment(ref _count.Made);
    }

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Order> Orders => Set<Order>();

    public override ValueTask DisposeAsync()
    {
        Interlocked.Increment(ref _count.Disposed);
        return base.DisposeAsync();
    }
}

/// <summary>How many contexts were made, and how many of them are gone.</summary>
public sealed class ContextCount
{
    public int Made;
    public int Disposed;
}

public sealed class Customer
{
    public int Id { get; set; }

    public required string Address { get; set; }

    public required string PasswordHash { get; set; }
}

public sealed class Order
{
    public int Id { get; set; }

    public required string Article { get; set; }
}

/// <summary>Whose mail is taken: that of customers. A context for each call.</summary>
public sealed class CustomerDirectory(ShopDatabase database) : IRecipientDirectory
{
    public async ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default) =>
        MailboxName.TryCreate(address, out var mailbox)
        && await database.Customers.AnyAsync(customer => customer.Address == mailbox.ToString(), cancellationToken)
            ? new RecipientStatus.Local(mailbox)
            : new RecipientStatus.Unknown();
}

/// <summary>Who may log in: customers, with the password they have in the shop.</summary>
public sealed class CustomerLogin(ShopDatabase database, PasswordHash passwords) : IAuthProvider
{
    public async ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken = default)
    {
        var customer = MailboxName.TryParse(request.Username, out var name)
            ? await database.Customers.SingleOrDefaultAsync(candidate => candidate.Address == name.ToString(), cancellationToken)
            : null;
        if (customer is null)
            await passwords.VerifyDecoyAsync(request.Secret, cancellationToken: cancellationToken); // A name that nobody has takes as long as a wrong password.
        return customer is not null && await passwords.VerifyAsync(customer.PasswordHash, request.Secret, cancellationToken)
            ? new AuthResult.Success(new User(customer.Address, name!))
            : new AuthResult.Denied(AuthDenial.InvalidCredentials);
    }
}
