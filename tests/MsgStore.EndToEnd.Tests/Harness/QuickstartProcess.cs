namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>The quickstart host on free ports, with one user.</summary>
internal static class QuickstartProcess
{
    public const string User = "demo@example.com";
    public const string Password = "pass word";

    /// <summary>Starts the host and waits until it is ready.</summary>
    /// <param name="root">Folder of the mail.</param>
    /// <param name="arguments">Further options.</param>
    public static Task<HostProcess> StartAsync(string root, params string[] arguments) => HostProcess.StartAsync([.. Command(root), .. arguments]);

    /// <summary>Starts the host as another user and waits until it is ready.</summary>
    /// <param name="userId">The user's and group's number.</param>
    /// <param name="root">Folder of the mail.</param>
    public static Task<HostProcess> StartAsUserAsync(int userId, string root) =>
        HostProcess.StartAsync(["setpriv", "--reuid", $"{userId}", "--regid", $"{userId}", "--clear-groups", "--", .. Command(root)]);

    private static string[] Command(string root) =>
        ["dotnet", Repository.SampleAssembly("quickstart"), "--root", root, "--smtp", "0", "--pop3", "0", "--user", $"{User}:{Password}"];
}
