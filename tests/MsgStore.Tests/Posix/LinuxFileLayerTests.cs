using System.Text;
using MsgStore.Posix;
using MsgStore.Posix.Linux;

namespace MsgStore.Tests.Posix;

public sealed class LinuxFileLayerTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("msgstore-posix-").FullName;
    private readonly IDirectoryHandle _root;

    public LinuxFileLayerTests() => _root = new LinuxFileLayer().OpenRoot(_path);

    [Fact]
    public void Unnamed_file_appears_whole_when_it_is_linked_and_never_replaces()
    {
        using var file = _root.CreateUnnamed();
        Assert.NotNull(file);
        file.Write("hello"u8, 0);
        file.Flush();
        Assert.Empty(Directory.GetFileSystemEntries(_path));
        Assert.True(_root.Link(file, "a"));
        Assert.False(_root.Link(file, "a"));
        _root.Flush();
        Assert.Equal("hello", File.ReadAllText(Path.Combine(_path, "a")));
    }

    [Fact]
    public void Rename_tells_a_missing_source_from_a_taken_target()
    {
        _root.CreateFile("a")!.Dispose();
        _root.CreateFile("b")!.Dispose();
        Assert.Equal(RenameResult.TargetExists, _root.Rename("a", _root, "b"));
        Assert.Equal(RenameResult.SourceMissing, _root.Rename("x", _root, "y"));
        Assert.Equal(RenameResult.Done, _root.Rename("a", _root, "c"));
        Assert.True(_root.Replace("c", "b"));
        Assert.Equal(["b"], Names());
    }

    [Fact]
    public void Names_that_are_not_UTF_8_are_read_and_used_as_they_are()
    {
        var name = Encoding.Latin1.GetString([0xff, 0x41, 0xfe, 0x20]);
        _root.CreateFile(name)!.Dispose();
        Assert.Equal([name], Names());
        Assert.NotNull(_root.Stat(name));
        Assert.True(_root.Remove(name));
        Assert.False(_root.Remove(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("/etc")]
    [InlineData("a\0b")]
    [InlineData("\u0100")]
    public void What_is_no_single_component_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => _root.OpenRead(name));
        Assert.Throws<ArgumentException>(() => _root.CreateDirectory(name));
        Assert.Throws<ArgumentException>(() => _root.Rename("a", _root, name));
    }

    [Fact]
    public void Symbolic_links_are_not_followed()
    {
        File.CreateSymbolicLink(Path.Combine(_path, "file"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Combine(_path, "directory"), "/etc");
        Assert.Equal(PosixError.SymbolicLink, Assert.Throws<PosixException>(() => _root.OpenRead("file")).Error);
        Assert.Throws<PosixException>(() => _root.OpenDirectory("directory"));
        Assert.Equal(FileKind.Link, _root.Stat("file")?.Kind);
    }

    [Fact]
    public void Missing_entries_are_null_and_long_names_an_error()
    {
        Assert.Null(_root.OpenRead("no"));
        Assert.Null(_root.OpenDirectory("no"));
        Assert.Null(_root.OpenAppend("no"));
        Assert.Null(_root.Stat("no"));
        Assert.Equal(PosixError.NameTooLong, Assert.Throws<PosixException>(() => _root.Stat(new string('x', 256))).Error);
    }

    [Fact]
    public void Lock_belongs_to_one_handle_until_it_is_closed()
    {
        using var first = _root.OpenLockFile("lock");
        using var second = _root.OpenLockFile("lock");
        Assert.True(first.TryLock());
        Assert.False(second.TryLock());
        first.Dispose();
        Assert.True(second.TryLock());
    }

    [Fact]
    public void Appended_octets_go_to_the_end_and_times_are_kept()
    {
        using (var file = _root.CreateFile("a")!)
            file.Write("one"u8, 0);
        using var appended = _root.OpenAppend("a")!;
        appended.Write("two"u8, 0);
        var time = new DateTimeOffset(1969, 12, 31, 23, 59, 58, 500, TimeSpan.Zero);
        appended.Reserve(100_000);
        appended.SetModified(time);
        Assert.Equal((6, -1_500_000_000), (appended.Length, appended.Stat().ModifiedNanoseconds));
        var buffer = new byte[10];
        Assert.Equal(6, appended.Read(buffer, 0));
        Assert.Equal("onetwo", Encoding.ASCII.GetString(buffer, 0, 6));
        Assert.True(_root.FreeOctets() > 0);
    }

    [Fact]
    public void Many_entries_are_all_read()
    {
        for (var i = 0; i < 3000; i++)
            _root.CreateFile($"file-{i}-{new string('x', 100)}")!.Dispose();
        Assert.Equal(3000, Names().Distinct().Count());
    }

    [Fact]
    public void Root_is_made_with_the_directories_above_it()
    {
        using var made = new LinuxFileLayer().OpenRoot(Path.Combine(_path, "a", "b"));
        Assert.True(Directory.Exists(Path.Combine(_path, "a", "b")));
        Assert.Throws<ArgumentException>(() => new LinuxFileLayer().OpenRoot("relative"));
    }

    public void Dispose()
    {
        _root.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    private List<string> Names()
    {
        var visitor = new Collector();
        _root.Read(ref visitor);
        return visitor.Names;
    }

    private struct Collector() : IEntryVisitor
    {
        public List<string> Names { get; } = [];

        public readonly void Visit(ReadOnlySpan<byte> name, FileKind kind) => Names.Add(OctetName.Decode(name));
    }
}
