using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MsgStore;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.InMemory;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Mime;
using Xunit;

namespace Applications;

/// <summary>A web inbox: a page that lists a mailbox, and a page for each message, as text. Whatever a sender wrote is encoded, and no HTML of theirs is shown.</summary>
public static class WebInbox
{
    public static void MapInbox(this IEndpointRouteBuilder app)
    {
        app.MapGet("/inbox/{mailbox}", async (MailboxName mailbox, IMessageStore store, CancellationToken cancellationToken) =>
        {
            var rows = new StringBuilder();
            foreach (var info in await store.ListAsync(new MailboxPath(mailbox), cancellationToken))
            {
                var message = await ReadAsync(store, mailbox, info.Key, cancellationToken);
                var link = $"/inbox/{Uri.EscapeDataString(mailbox.ToString())}/{Uri.EscapeDataString(info.Key.Value)}";
                rows.Append($"<li><a href=\"{link}\">{Encode(message?.Subject)}</a> {info.InternalDate:u}</li>");
            }
            return Page(mailbox.ToString(), $"<ul>{rows}</ul>");
        });
        app.MapGet("/inbox/{mailbox}/{key}", async (MailboxName mailbox, MessageKey key, IMessageStore store, CancellationToken cancellationToken) =>
            await ReadAsync(store, mailbox, key, cancellationToken) is { } message
                ? Page(message.Subject, $"<p>From {Encode(message.From.FirstOrDefault()?.Address)}</p><pre>{Encode(message.TextBody)}</pre>")
                : Results.NotFound());
    }

    private static async Task<MimePart?> ReadAsync(IMessageStore store, MailboxName mailbox, MessageKey key, CancellationToken cancellationToken)
    {
        await using var stream = await store.TryRetrieveAsync(new MailboxPath(mailbox), key, cancellationToken);
        return stream is null ? null : await MimePart.ParseAsync(stream, cancellationToken: cancellationToken);
    }

    private static IResult Page(string title, string body) =>
        Results.Content($"<!doctype html><title>{Encode(title)}</title><h1>{Encode(title)}</h1>{body}", "text/html; charset=utf-8");

    private static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}

public sealed class WebInboxTests
{
    [Fact]
    public async Task Browser_sees_the_list_and_a_message_and_no_markup_of_the_sender()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddInMemoryAccounts(accounts => accounts.Users["alice@example.com"] = "secret");
        builder.Services.AddMsgStore().UseInMemory();
        await using var app = builder.Build();
        app.MapInbox();
        await app.StartAsync();
        await app.Services.GetRequiredService<IDeliveryAgent>().DeliverAsync(
            Envelope.Create(EmailAddress.Parse("bob@example.org"), [EmailAddress.Parse("alice@example.com")]),
            MessageContent.FromText("From: Bob <bob@example.org>\nSubject: <b>Fish</b> & chips\n\n<script>alert(1)</script>\n"));

        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var list = await http.GetStringAsync(new Uri("/inbox/alice@example.com", UriKind.Relative));
        Assert.Contains("&lt;b&gt;Fish&lt;/b&gt; &amp; chips</a>", list);
        var link = list.Split("href=\"")[1].Split('"')[0];
        var page = await http.GetStringAsync(new Uri(link, UriKind.Relative));
        Assert.Contains("<p>From bob@example.org</p><pre>&lt;script&gt;alert(1)&lt;/script&gt;", page);
        Assert.DoesNotContain("<script>", page);
        using var missing = await http.GetAsync(new Uri("/inbox/alice@example.com/no-such-key", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        // Whoever names a mailbox that is not there makes none.
        Assert.DoesNotContain("<li>", await http.GetStringAsync(new Uri("/inbox/carol@example.com", UriKind.Relative)));
        using var nobody = await http.GetAsync(new Uri("/inbox/carol@example.com/no-such-key", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
        Assert.False(await app.Services.GetRequiredService<IMessageStore>()
            .GetCapability<IMailboxesCapability>()!.ExistsAsync(MailboxName.Parse("carol@example.com")));
    }
}
