using System.Text;
using MsgStore.Posix;

namespace MsgStore.Tests.Posix;

public sealed class FileVersionTests : IDisposable
{
    private const int Max = 100;
    private readonly string _folder = Directory.CreateTempSubdirectory("msgstore-version-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "file");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_takes_the_others_place_counts_at_once_and_one_that_is_not_there_is_none()
    {
        Assert.Null(Look(null));
        Replace("one");
        var one = Look(null);
        Assert.Equal("one", TextOf(one));
        Replace("two");
        Assert.Equal("two", TextOf(Look(one)));
        File.Delete(Path);
        Assert.Null(Look(one));
    }

    [Fact]
    public async Task What_is_written_into_a_file_counts_when_it_was_left_alone()
    {
        Replace("one");
        var known = Look(null);
        File.WriteAllText(Path, "");
        Assert.Equal("one", TextOf(Look(known)));
        File.WriteAllText(Path, "half");
        Assert.Same(known, Look(known));
        File.AppendAllText(Path, " and whole");
        // By the clock of the file system: nobody can set a file's last change.
        for (var tries = 0; ReferenceEquals(Look(known), known); tries++)
        {
            Assert.True(tries < 600, "It was never taken.");
            await Task.Delay(50);
        }
        Assert.Equal("half and whole", TextOf(Look(known)));
    }

    [Fact]
    public void A_version_that_holds_the_same_is_the_same_octets()
    {
        Replace("one");
        var known = Look(null);
        Replace("one");
        Assert.Same(known!.Octets, Look(known)!.Octets); // Both are there.
    }

    [Fact]
    public void What_is_too_large_or_no_file_is_an_error()
    {
        Replace(new string('x', Max + 1));
        Assert.Throws<IOException>(() => Look(null));
        File.Delete(Path);
        Directory.CreateDirectory(Path);
        Assert.Contains($"'{Path}' is no regular file", Assert.ThrowsAny<IOException>(() => Look(null)).Message, StringComparison.Ordinal);
    }

    private FileVersion? Look(FileVersion? known) => FileVersion.Look(Path, Max, known);

    private static string? TextOf(FileVersion? version) => version is null ? null : Encoding.UTF8.GetString(version.Octets);

    private void Replace(string text)
    {
        File.WriteAllText(Path + ".new", text);
        File.Move(Path + ".new", Path, overwrite: true);
    }
}
