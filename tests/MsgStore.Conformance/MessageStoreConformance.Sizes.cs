using System.Security.Cryptography;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using Xunit;

namespace MsgStore.Conformance;

public abstract partial class MessageStoreConformance
{
    private const long LargeOctets = 100 * 1024 * 1024;

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("x")]
    [InlineData("Subject: a\r\n\r\n")]
    [InlineData("Subject: a\r\n\r\n.\r\n..\r\nlast")]
    public async Task Wire_size_equals_what_retrieve_streams(string text)
    {
        await using var harness = await CreateAsync();
        await harness.DeliverAsync(Samples.Text(text), Samples.To(Samples.Alice));
        await using var session = await harness.OpenAsync();
        var message = Assert.Single(session.Messages);
        var octets = await session.ReadOctetsAsync(message.Key);
        Assert.Equal(text, Encoding.UTF8.GetString(octets));
        Assert.Equal(octets.Length, message.WireSize);
        Assert.Equal(new MailboxStat(1, octets.Length), await harness.Backend.StatAsync(Samples.Inbox));
    }

    [Fact]
    public async Task Messages_around_every_buffer_size_come_back_whole()
    {
        await using var harness = await CreateAsync();
        int[] sizes = [1, 4095, 4096, 4097, 65535, 65536, 65537, 262_143, 262_144, 262_145, 1_000_000];
        foreach (var size in sizes)
            await harness.DeliverAsync(new GeneratedContent(size), Samples.To(Samples.Alice));
        await using var session = await harness.OpenAsync();
        Assert.Equal(sizes.Select(size => (long)size).Order(), session.Messages.Select(message => message.WireSize).Order());
        foreach (var message in session.Messages)
        {
            var octets = await session.ReadOctetsAsync(message.Key);
            Assert.Equal(message.WireSize, octets.Length);
            for (var i = 0; i < octets.Length; i++)
                if (octets[i] != GeneratedContent.OctetAt(i, octets.Length))
                    Assert.Fail($"Octet {i} of {octets.Length} differs.");
        }
        Assert.Equal(new MailboxStat(sizes.Length, sizes.Sum(size => (long)size)), await harness.Backend.StatAsync(Samples.Inbox));
    }

    [Fact]
    public async Task Message_of_100_MB_goes_in_and_out_in_flat_memory()
    {
        await using var harness = await CreateAsync();
        if (harness.HoldsContentInMemory)
            return;
        const long allowed = 48 * 1024 * 1024;
        var memory = new FlatMemory();
        var content = new GeneratedContent(LargeOctets)
        {
            TripAt = LargeOctets - 1,
            Trip = () => memory.RequireGrowthBelow(allowed),
        };
        var report = await harness.DeliverAsync(content, Samples.To(Samples.Alice));
        Assert.Equal(DeliveryStatus.Delivered, report.Outcomes[0].Status);
        await using var session = await harness.OpenAsync();
        Assert.Equal(LargeOctets, session.Messages[0].WireSize);
        await using var stored = await session.RetrieveAsync(session.Messages[0].Key);
        await using var original = new GeneratedContent(LargeOctets).OpenRead();
        var hash = await SHA256.HashDataAsync(stored);
        memory.RequireGrowthBelow(allowed);
        Assert.Equal(await SHA256.HashDataAsync(original), hash);
    }
}
