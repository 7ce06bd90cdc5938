using MailKit.Net.Smtp;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.InMemory;
using MsgStore.Pipeline;
using Xunit;

namespace Applications;

/// <summary>A stage of the delivery pipeline: mail of those who did not log in says so in a header field.</summary>
public sealed class OutsideStage(IDeliveryAgent next) : DelegatingDeliveryAgent(next)
{
    public override ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default) =>
        Inner.DeliverAsync(envelope, envelope.AuthenticatedUser is null ? content.WithPrefix("X-Outside: yes\r\n"u8.ToArray()) : content, cancellationToken);
}

/// <summary>A policy of the SMTP session: a domain that nobody wants mail of is refused before its message is sent.</summary>
public sealed class BlockedDomains : IAdmissionPolicy
{
    public ValueTask<AdmissionVerdict> CheckAsync(AdmissionEvent admission, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(admission is { Stage: AdmissionStage.Mail, From.Domain: "spam.example" }
            ? AdmissionVerdict.Reject(new(5, 7, 1), "Your domain is not welcome")
            : AdmissionVerdict.Accept);
}

public sealed class StageAndPolicyTests
{
    [Fact]
    public async Task Stage_changes_what_is_stored_and_policy_refuses_at_MAIL()
    {
        await using var server = await MailServer.StartAsync(store =>
        {
            store.UseInMemory().AddStage<OutsideStage>(DeliverySlot.Inspect);
            store.Services.AddAdmissionPolicy<BlockedDomains>();
        });
        await server.SendAsync("welcome");
        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() => server.SendAsync("unwelcome", from: "someone@spam.example"));
        Assert.Equal((SmtpErrorCode.SenderNotAccepted, "5.7.1 Your domain is not welcome"), (refused.ErrorCode, refused.Message));

        var message = Assert.Single(await server.FetchAsync());
        Assert.Equal(("welcome", "yes"), (message.Subject, message.Headers["X-Outside"]));
    }
}
