using System.Security.Cryptography;
using System.Text;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Posix.Linux;

namespace MsgStore.Maildir.Tests;

/// <summary>A message whose file the store takes is the message that it would have copied.</summary>
public sealed class AdoptionTests : IDisposable
{
    private const int Limit = 4096;
    private readonly string _root = Directory.CreateTempSubdirectory("msgstore-adoption-").FullName;
    private readonly ServiceProvider _services;

    public AdoptionTests()
    {
        var services = new ServiceCollection();
        services.Configure<ContentBufferOptions>(options => options.MemoryLimitInOctets = Limit);
        services.AddMsgStore().UseMaildir(options => options.Root = Path.Combine(_root, "mail"));
        _services = services.BuildServiceProvider();
    }

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Property(MaxTest = 60)]
    public bool What_is_stored_is_the_same_whether_the_file_is_taken_or_copied(byte fieldOctets, short around, bool isDeclared, bool hasRoom)
    {
        var body = Message(Limit * 2 + (around % Limit));
        var field = Encoding.ASCII.GetBytes($"Received: {new string('r', fieldOctets)}\r\n");
        var room = ReturnPathField.Of(null).Length + field.Length - (hasRoom ? 0 : 1);
        var expected = Encoding.ASCII.GetBytes("Return-Path: <>\r\n").Concat(field).Concat(body).ToArray();
        var (stored, isTaken) = Deliver(body, field, isDeclared ? body.Length : null, room, "u@example.com");
        return stored.Single().SequenceEqual(expected) && isTaken == hasRoom;
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Message_of_exactly_the_limit_stays_in_memory_and_one_octet_more_is_a_file_that_is_taken(int more, bool isTaken)
    {
        var (stored, taken) = Deliver(Message(Limit + more), [], null, ReturnPathField.Of(null).Length, "u@example.com");
        Assert.Equal(isTaken, taken);
        Assert.Equal(Limit + more + ReturnPathField.Of(null).Length, stored.Single().Length);
    }

    [Fact]
    public void Each_recipient_has_a_file_of_their_own_and_one_of_them_the_file_it_came_in()
    {
        var (stored, isTaken) = Deliver(Message(20_000), [], 100_000, ReturnPathField.Of(null).Length, "a@example.com", "b@example.com", "c@example.com");
        Assert.True(isTaken);
        Assert.Equal(3, stored.Count);
        Assert.All(stored, octets => Assert.Equal(stored[0], octets));
        var files = Files().Select(file => FileStatusOf(file)).ToList();
        Assert.Equal(3, files.Select(status => status.Inode).Distinct().Count());
        Assert.All(files, status => Assert.Equal(1u, status.Links));
    }

    [Fact]
    public void File_that_is_taken_is_like_a_new_one()
    {
        Deliver(Message(20_000), [], 10_000_000, ReturnPathField.Of(null).Length, "u@example.com");
        var file = Files().Single();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), new DateTimeOffset(File.GetLastWriteTimeUtc(file)));
        // What SIZE reserved and nobody used is given back.
        Assert.InRange(BlocksOf(file), 1, 100);
    }

    [Fact]
    public void Group_that_folders_hand_on_is_the_group_of_a_file_that_is_taken()
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        Deliver(Message(100), [], null, 0, "u@example.com");
        var tmp = Path.Combine(_root, "mail", "example.com", "u", "tmp");
        using (var chgrp = System.Diagnostics.Process.Start("chgrp", ["12345", tmp]))
            chgrp.WaitForExit();
        File.SetUnixFileMode(tmp, File.GetUnixFileMode(tmp) | UnixFileMode.SetGroup);
        var (_, isTaken) = Deliver(Message(20_000), [], null, ReturnPathField.Of(null).Length, "u@example.com");
        Assert.True(isTaken);
        using var file = RegularFile.TryOpen(Files().MaxBy(file => new FileInfo(file).Length)!);
        Assert.Equal(12345u, file!.Handle.Ownership().Group);
    }

    [Fact]
    public void Spool_on_another_file_system_is_copied()
    {
        using var spooled = new Spooled("/dev/shm");
        using var here = new LinuxFileLayer().OpenRoot(_root);
        using var there = new LinuxFileLayer().OpenRoot("/dev/shm");
        var content = spooled.Of(Spooled.Message(1000), 2);
        Assert.Null(AdoptedFile.TryTake(content, here));
        Assert.Equal(Spooled.Message(1000), ReadAll(content));
        // Nobody has had it yet.
        using var taken = AdoptedFile.TryTake(content, there);
        Assert.NotNull(taken);
    }

    [Fact]
    public async Task File_is_taken_once_of_many_who_want_it()
    {
        using var spooled = new Spooled(_root);
        var octets = Spooled.Message(100_000);
        for (var round = 0; round < 20; round++)
        {
            var content = spooled.Of(octets, 2);
            using var directory = new LinuxFileLayer().OpenRoot(_root);
            var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AdoptedFile.TryTake(content, directory))));
            using var one = Assert.Single(taken, file => file is not null);
            Assert.Equal(octets, ReadAll(content));
            Assert.Null(AdoptedFile.TryTake(content, directory));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Room_that_does_not_fit_is_never_written_to(int missing)
    {
        using var spooled = new Spooled(_root);
        using var directory = new LinuxFileLayer().OpenRoot(_root);
        var content = spooled.Of(Spooled.Message(1000), 2, missing);
        Assert.Null(AdoptedFile.TryTake(content, directory));
        Assert.Null(AdoptedFile.TryTake(content.WithStart("X"u8.ToArray(), 3), directory));
        Assert.Equal(Spooled.Message(1000), ReadAll(content));
    }

    /// <summary>Delivers through the whole pipeline.</summary>
    /// <returns>What lies on the disk, and whether the file it came in is one of the files.</returns>
    private (List<byte[]> Stored, bool IsTaken) Deliver(byte[] body, byte[] field, long? declared, int room, params string[] recipients)
    {
        foreach (var file in Files())
            File.Delete(file);
        using var buffer = _services.GetRequiredService<ContentBufferFactory>().Create(declared, () => room);
        foreach (var piece in body.Chunk(1000))
            buffer.Write(piece);
        var came = buffer.Complete(out _);
        var inode = came is SpooledMessageContent { File.Unnamed: { } unnamed } ? LinuxStat.OfDescriptor((int)unnamed.DangerousGetHandle()).Inode : 0;
        var content = came.WithPrefix(field);
        var envelope = new Envelope
        {
            Id = EnvelopeId.New(TimeProvider.System.GetUtcNow()),
            From = null,
            Recipients = [.. recipients.Select(text => new Recipient(EmailAddress.Parse(text)) { Mailbox = MailboxName.Parse(text) })],
            ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        };
        var report = _services.GetRequiredService<IDeliveryAgent>().DeliverAsync(envelope, content).AsTask().GetAwaiter().GetResult();
        Assert.All(report.Outcomes, outcome => Assert.Equal(DeliveryStatus.Delivered, outcome.Status));
        // The content outlives the store's use of its file.
        Assert.Equal([.. field, .. body], ReadAll(content));
        return ([.. Files().Select(File.ReadAllBytes)], Files().Exists(file => FileStatusOf(file).Inode == inode));
    }

    private static byte[] Message(int octets)
    {
        const string head = "Subject: s\r\n\r\n";
        return Encoding.ASCII.GetBytes(head + Convert.ToHexString(RandomNumberGenerator.GetBytes(octets))[..(octets - head.Length - 2)] + "\r\n");
    }

    private List<string> Files() => Directory.Exists(Path.Combine(_root, "mail"))
        ? [.. Directory.GetFiles(Path.Combine(_root, "mail"), "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "new")]
        : [];

    private static Posix.FileStatus FileStatusOf(string path)
    {
        using var file = RegularFile.TryOpen(path);
        return file!.Stat();
    }

    private static long BlocksOf(string path)
    {
        using var du = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("du", ["-k", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return long.Parse(du.StandardOutput.ReadToEnd().Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] ReadAll(MessageContent content)
    {
        using var stream = content.OpenRead();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
