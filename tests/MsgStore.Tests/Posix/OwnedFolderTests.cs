using System.Diagnostics;
using MsgStore.Posix.Linux;

namespace MsgStore.Tests.Posix;

public sealed class OwnedFolderTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("msgstore-owned-").FullName;
    private readonly OwnedFolder _folder;

    public OwnedFolderTests() => _folder = OwnedFolder.Open(_path);

    private string File1 => Path.Combine(_path, "file");

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public void A_file_that_took_the_place_of_the_one_that_was_read_is_not_replaced()
    {
        File.WriteAllText(File1, "secret");
        var time = File.GetLastWriteTimeUtc(File1);
        using var read = _folder.Read("file");
        // Of the same length and time, and of the same number, if it were free.
        File.Delete(File1);
        File.WriteAllText(File1, "stolen");
        File.SetLastWriteTimeUtc(File1, time);
        Assert.Throws<IOException>(() => _folder.Replace("file", "secret and more"u8, read).Dispose());
        Assert.Equal("stolen", File.ReadAllText(File1));
    }

    [Fact]
    public void A_file_that_was_written_to_since_it_was_read_is_not_replaced()
    {
        File.WriteAllText(File1, "before");
        using var read = _folder.Read("file");
        File.WriteAllText(File1, "behind");
        Assert.Throws<IOException>(() => _folder.Replace("file", "after"u8, read).Dispose());
        using var missing = _folder.Read("nothing");
        File.WriteAllText(Path.Combine(_path, "nothing"), "something");
        Assert.Throws<IOException>(() => _folder.Replace("nothing", "x"u8, missing).Dispose());
    }

    [Fact]
    public void One_edit_after_the_other_goes_on_from_the_file_that_was_put_in_place()
    {
        using var read = _folder.Read("file");
        using var first = _folder.Replace("file", "one"u8, read);
        Assert.Equal("one"u8.ToArray(), first.Octets);
        using var second = _folder.Replace("file", "two"u8, first);
        Assert.Equal("two", File.ReadAllText(File1));
    }

    [Fact]
    public void A_file_with_a_second_name_is_replaced_and_not_written_into()
    {
        File.WriteAllText(File1, "one\n");
        Run("ln", File1, Path.Combine(_path, "other"));
        using var read = _folder.Read("file");
        _folder.Replace("file", "one\ntwo\n"u8, read).Dispose();
        Assert.Equal("one\ntwo\n", File.ReadAllText(File1));
        Assert.Equal("one\n", File.ReadAllText(Path.Combine(_path, "other")));
    }

    [Fact]
    public void Links_to_folders_are_not_followed_and_removed_as_links()
    {
        var outside = Directory.CreateTempSubdirectory("msgstore-outside-");
        try
        {
            File.WriteAllText(Path.Combine(outside.FullName, "precious"), "precious");
            File.CreateSymbolicLink(Path.Combine(_path, "link"), outside.FullName);
            Assert.Contains("is a link or a file", Assert.Throws<IOException>(() => _folder.OpenFolder("link")).Message, StringComparison.Ordinal);
            Directory.CreateDirectory(Path.Combine(_path, "tree", "below"));
            File.CreateSymbolicLink(Path.Combine(_path, "tree", "below", "link"), outside.FullName);
            _folder.RemoveTree("tree");
            Assert.False(Directory.Exists(Path.Combine(_path, "tree")));
            Assert.True(File.Exists(Path.Combine(outside.FullName, "precious")));
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_folder_of_somebody_elses_is_not_removed_with_the_tree()
    {
        // Only root can make a folder somebody else's.
        if (!Environment.IsPrivilegedProcess)
            return;
        Directory.CreateDirectory(Path.Combine(_path, "tree", "roots"));
        Run("chown", "65534", _path, Path.Combine(_path, "tree"));
        Assert.Throws<IOException>(() => _folder.RemoveTree("tree"));
        Assert.True(Directory.Exists(Path.Combine(_path, "tree", "roots")));
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
