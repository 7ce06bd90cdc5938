using MsgStore.Posix.Linux;

namespace MsgStore.Posix;

/// <summary>Whether the folder everything lies in is there, or can be made: asked at a host's start, where the answer can name it.</summary>
internal static class RootCheck
{
    /// <summary>Opens it, and makes it where it is missing, as its store would.</summary>
    /// <returns>What is wrong; <see langword="null"/> where nothing is.</returns>
    public static string? Failure(string what, string root)
    {
        if (root.Length == 0 || !OperatingSystem.IsLinux())
            return null;
        try
        {
            new LinuxFileLayer().OpenRoot(Path.GetFullPath(root)).Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{what} '{root}' cannot be made or opened: {e.Message.TrimEnd('.')}; name a folder that the user of this process may write to.";
        }
    }
}
