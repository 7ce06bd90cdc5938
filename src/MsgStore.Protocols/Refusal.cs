using Microsoft.Extensions.Logging;
using MsgStore.Delivery;

namespace MsgStore.Protocols;

/// <summary>The one log line of a refusal.</summary>
internal static class Refusal
{
    /// <summary>Logs what a policy refused.</summary>
    public static void Log(ILogger logger, AdmissionEvent asked, IAdmissionPolicy policy, AdmissionVerdict verdict) =>
        Log(logger, asked.Protocol, asked.Stage.ToString(), policy.GetType().Name, verdict.Code.ToString(), verdict.Text);

    /// <summary>Logs a refusal. Addresses in the reason, and what else could end its line, are left out.</summary>
    public static void Log(ILogger logger, string protocol, string stage, string policy, string code, string reason)
    {
        if (logger.IsEnabled(LogLevel.Information))
            ProtocolLog.Refused(logger, protocol, stage, policy, code, string.Join(' ', reason.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Word)));
    }

    private static string Word(string word) =>
        word.Contains('@', StringComparison.Ordinal) ? "<address>" : word.Any(char.IsControl) ? string.Concat(word.Where(c => !char.IsControl(c))) : word;
}
