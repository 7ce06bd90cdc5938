using System.Text;
using MsgStore.Posix;

namespace MsgStore.Tests.Posix;

public sealed class FileVersionTests : IDisposable
{
    private const int Max = 100;
    private readonly string _folder = Directory.CreateTempSubdirectory("msgstore-version-").FullName;
    private readonly Clock _clock = new();
    private FileVersion? _known;

    private string Path => System.IO.Path.Combine(_folder, "file");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_is_put_in_the_others_place_counts_at_once()
    {
        Assert.Null(Look());
        Replace("one");
        Assert.Equal("one", Look());
        Replace("two");
        Assert.Equal("two", Look());
        Replace("three");
        Replace("four");
        Assert.Equal("four", Look());
    }

    [Fact]
    public void What_is_written_counts_when_it_was_left_alone_for_a_second()
    {
        Replace("one");
        Look();
        File.WriteAllText(Path, "");
        Assert.Equal("one", Look());
        _clock.Pass(0.9);
        File.WriteAllText(Path, "half");
        Assert.Equal("one", Look());
        _clock.Pass(0.9);
        Assert.Equal("one", Look());
        _clock.Pass(0.1);
        Assert.Equal("half", Look());
    }

    [Fact]
    public void A_new_file_under_the_name_is_not_taken_by_halves_either()
    {
        Replace("one");
        Look();
        // As editors do that keep the old one as a copy: for a moment there is none, then an empty one.
        File.Move(Path, Path + "~");
        Assert.Equal("one", Look());
        File.WriteAllText(Path, "");
        Assert.Equal("one", Look());
        File.WriteAllText(Path, "two");
        Assert.Equal("one", Look());
        _clock.Pass(1);
        Assert.Equal("two", Look());
    }

    [Fact]
    public void A_file_that_is_gone_is_gone_after_a_second()
    {
        Replace("one");
        Look();
        File.Delete(Path);
        Assert.Equal("one", Look());
        _clock.Pass(1);
        Assert.Null(Look());
    }

    [Fact]
    public void A_change_that_is_some_seconds_old_counts_at_once_however_it_was_made()
    {
        Replace("one");
        Look();
        File.WriteAllText(Path, "two");
        _clock.IsLate = true;
        Assert.Equal("two", Look());
    }

    [Fact]
    public void A_file_that_is_written_into_all_the_time_is_taken_after_a_while()
    {
        Replace("");
        Look();
        for (var i = 0; i < 10; i++)
        {
            File.AppendAllText(Path, $"{i}");
            Assert.Equal("", Look());
            _clock.Pass(0.99);
        }
        _clock.Pass(0.2);
        File.AppendAllText(Path, "x");
        Assert.Equal("0123456789x", Look());
    }

    [Fact]
    public void What_was_first_seen_half_written_is_followed_at_once()
    {
        File.WriteAllText(Path, "ha");
        Assert.Equal("ha", Look());
        File.WriteAllText(Path, "half");
        Assert.Equal("half", Look());
    }

    [Fact]
    public void A_version_that_holds_the_same_is_the_same_octets()
    {
        Replace("one");
        Look();
        var octets = _known!.Octets; // It is there.
        Replace("one");
        Look();
        Assert.Same(octets, _known.Octets);
    }

    [Fact]
    public void What_is_too_large_or_no_file_is_an_error()
    {
        Replace(new string('x', Max + 1));
        Assert.Throws<IOException>(Look);
        File.Delete(Path);
        Directory.CreateDirectory(Path);
        Assert.Contains($"'{Path}' is no regular file", Assert.ThrowsAny<IOException>(Look).Message, StringComparison.Ordinal);
    }

    private string? Look()
    {
        _known = FileVersion.Look(Path, Max, _known, _clock);
        return _known is null ? null : Encoding.UTF8.GetString(_known.Octets);
    }

    private void Replace(string text)
    {
        File.WriteAllText(Path + ".new", text);
        File.SetLastWriteTimeUtc(Path + ".new", DateTime.UnixEpoch);
        File.Move(Path + ".new", Path, overwrite: true);
    }

    /// <summary>Time that stands still until a test moves it; by the date all files are from the future, or with <see cref="IsLate"/> old.</summary>
    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public bool IsLate { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => IsLate ? System.GetUtcNow().AddDays(1) : DateTimeOffset.UnixEpoch;

        public override long GetTimestamp() => _ticks;

        public void Pass(double seconds) => _ticks += TimeSpan.FromSeconds(seconds).Ticks;
    }
}
