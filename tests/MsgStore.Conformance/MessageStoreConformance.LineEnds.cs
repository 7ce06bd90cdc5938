using System.Text;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using Xunit;

namespace MsgStore.Conformance;

/// <summary>Lines end in CRLF in every store, whatever a program of this machine gave it.</summary>
public abstract partial class MessageStoreConformance
{
    private const string LoneLineEnds = "Subject: a\nX: b\r\rone\r\ntwo\n\rlast";
    private const string WholeLineEnds = "Subject: a\r\nX: b\r\n\r\none\r\ntwo\r\n\r\nlast";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lone_LF_and_CR_come_back_as_CRLF_however_they_came_in(bool isStream)
    {
        await using var harness = await CreateAsync();
        var content = isStream ? new StreamedContent(LoneLineEnds) : Samples.Text(LoneLineEnds);
        Assert.Equal(DeliveryStatus.Delivered, (await harness.DeliverAsync(content, Samples.To(Samples.Alice))).Outcomes[0].Status);
        await using (var session = await harness.OpenAsync())
        {
            if (harness.Verb<IAppendCapability>(session) is { } append)
                await append.AppendAsync(content, new AppendOptions { InternalDate = Samples.ReceivedAt });
            if (harness.Verb<IImportCapability>(session) is { } import)
                await import.ImportAsync([new ImportedMessage(content, new AppendOptions { InternalDate = Samples.ReceivedAt }, new MessageKey("key-lf"))]);
        }
        await using var again = await harness.OpenAsync();
        Assert.All(again.Messages, message => Assert.Equal(WholeLineEnds.Length, message.WireSize));
        foreach (var message in again.Messages)
            Assert.Equal(WholeLineEnds, await again.ReadTextAsync(message.Key));
        Assert.Equal(new MailboxStat(again.Messages.Count, again.Messages.Count * WholeLineEnds.Length), await harness.Backend.StatAsync(Samples.Inbox));
    }

    [Fact]
    public async Task Line_ends_at_the_seams_of_buffers_come_back_as_CRLF()
    {
        await using var harness = await CreateAsync();
        // Every line end stands at another place of whatever blocks a store reads in.
        var lines = string.Concat(Enumerable.Range(0, 6000).Select(i => new string('x', i % 97) + (i % 3) switch { 0 => "\n", 1 => "\r\n", _ => "\r" }));
        await harness.DeliverAsync(new StreamedContent("Subject: a\n\n" + lines), Samples.To(Samples.Alice));
        await using var session = await harness.OpenAsync();
        var octets = await session.ReadTextAsync(session.Messages[0].Key);
        Assert.Equal(session.Messages[0].WireSize, octets.Length);
        Assert.Equal(("Subject: a\n\n" + lines).ReplaceLineEndings("\r\n"), octets);
    }

    [Fact]
    public async Task A_key_that_names_nothing_is_an_answer_where_it_is_tried()
    {
        await using var harness = await CreateAsync();
        var key = await harness.DeliverAsync("one");
        Assert.True(await harness.Backend.TryDeleteAsync(Samples.Inbox, key));
        Assert.False(await harness.Backend.TryDeleteAsync(Samples.Inbox, key));
        Assert.Null(await harness.Backend.TryRetrieveAsync(Samples.Inbox, new MessageKey("nothing")));
        Assert.False(await harness.Backend.TryDeleteAsync(new MailboxPath(Samples.Alice, FolderName.Parse("Nowhere")), key));
    }

    private sealed class StreamedContent(string text) : MessageContent
    {
        public override long Length => text.Length;

        public override Stream OpenRead() => new MemoryStream(Encoding.ASCII.GetBytes(text), writable: false);
    }
}
