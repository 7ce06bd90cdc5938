using System.Runtime.InteropServices;
using System.Text;

namespace MsgStore.Posix.Linux;

/// <summary>Reads files at operators' paths, through links. A pipe or a device in a file's place is an error, not a wait, and nobody's lock matters.</summary>
internal static unsafe class RegularFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <returns><see langword="null"/> where there is none.</returns>
    /// <exception cref="IOException">It cannot be opened, or is no file; the message has the path, which is the operator's own.</exception>
    public static LinuxFile? TryOpen(string path)
    {
        int descriptor;
        fixed (byte* p = Encoding.UTF8.GetBytes(path + "\0"))
        {
            do
                descriptor = Libc.Open(p, LinuxConstants.ReadOnly | LinuxConstants.NonBlocking | LinuxConstants.CloseOnExec, 0);
            while (descriptor < 0 && Errno.Last == Errno.Interrupted);
        }
        if (descriptor < 0)
        {
            var errno = Errno.Last;
            return errno is Errno.NoEntry or Errno.NotADirectory ? null : throw new IOException($"The file '{path}' cannot be opened: {Marshal.GetPInvokeErrorMessage(errno)}.");
        }
        var file = new LinuxFile(new DescriptorHandle(descriptor));
        if (file.Stat().Kind == FileKind.File)
            return file;
        file.Dispose();
        throw new IOException($"'{path}' is no regular file; put one in its place.");
    }
}
