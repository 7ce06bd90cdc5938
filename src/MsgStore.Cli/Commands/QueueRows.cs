using System.Globalization;
using MsgStore.Cli.Output;
using MsgStore.Queue.Administration;
using MsgStore.Queue.Storage;

namespace MsgStore.Cli.Commands;

/// <summary>Recipients, messages and attempts of the queue, for people and for programs.</summary>
internal sealed class QueueRows(Printer printer)
{
    private const int MostOfReply = 80;
    private static readonly Column[] Columns = ["ID", "STATE", "PRIORITY", new("TRIES", AlignRight: true), "NEXT (UTC)", "FROM", "TO", "LAST REPLY"];
    private readonly List<string[]> _rows = [];

    public void Add(IEnumerable<QueueEntry> entries)
    {
        foreach (var entry in entries)
            if (printer.IsJson)
                printer.WriteJson(Document(entry));
            else
                _rows.Add(Cells(entry));
    }

    public void Write() => printer.WriteTable(Columns, _rows);

    public static void Write(Printer printer, QueueMessageDetails details)
    {
        var message = details.Message;
        if (printer.IsJson)
        {
            printer.WriteJson(new
            {
                Id = message.QueueId,
                From = message.From?.ToString() ?? "",
                Size = message.SizeInOctets,
                Priority = Word(message.Priority),
                Enqueued = message.EnqueuedAt,
                message.Tenant,
                User = message.AuthenticatedUser,
                message.IsSealed,
                Recipients = details.Recipients.Select(recipient => Document(new QueueEntry(message, recipient))),
                Attempts = details.Attempts.Select(Document),
            });
            return;
        }

        printer.WriteLine($"id        {message.QueueId}");
        printer.WriteLine($"from      <{SafeText.Of(message.From?.ToString() ?? "")}>");
        printer.WriteLine($"size      {message.SizeInOctets}");
        printer.WriteLine($"priority  {Word(message.Priority)}");
        printer.WriteLine($"taken     {Time(message.EnqueuedAt)} UTC");
        if (message.AuthenticatedUser is { } user)
            printer.WriteLine($"user      {SafeText.Of(user)}");
        if (message.Tenant is { } tenant)
            printer.WriteLine($"tenant    {SafeText.Of(tenant)}");
        foreach (var recipient in details.Recipients)
            printer.WriteLine($"to        {SafeText.Of(recipient.Address.ToString())}  {Word(recipient.State)}  {recipient.Destination}  {SafeText.Of(recipient.LastReply)}".TrimEnd());
        foreach (var attempt in details.Attempts)
            Write(printer, attempt);
    }

    public static void Write(Printer printer, QueueAttempt attempt)
    {
        if (printer.IsJson)
        {
            printer.WriteJson(Document(attempt));
            return;
        }

        printer.WriteLine($"{Time(attempt.At)}  {attempt.QueueId}  {SafeText.Of(attempt.Host)}");
        foreach (var line in attempt.Outcome.Split('\n', StringSplitOptions.RemoveEmptyEntries).Concat(attempt.Transcript.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
            printer.WriteLine("    " + SafeText.Of(line));
    }

    public static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string[] Cells(QueueEntry entry) =>
    [
        entry.Message.QueueId, Word(entry.Recipient.State), Word(entry.Recipient.Priority), entry.Recipient.Attempts.ToString(CultureInfo.InvariantCulture),
        entry.Recipient.State == QueueState.Delayed ? Time(entry.Recipient.DueAt) : "-", SafeText.Of(entry.Message.From?.ToString() ?? "<>"),
        SafeText.Of(entry.Recipient.Address.ToString()), SafeText.Of(entry.Recipient.LastReply, MostOfReply),
    ];

    private static object Document(QueueEntry entry) => new
    {
        Id = entry.Message.QueueId,
        Number = entry.Recipient.Id,
        State = Word(entry.Recipient.State),
        Priority = Word(entry.Recipient.Priority),
        entry.Recipient.Attempts,
        Due = entry.Recipient.DueAt,
        Expires = entry.Recipient.ExpiresAt,
        From = entry.Message.From?.ToString() ?? "",
        To = entry.Recipient.Address.ToString(),
        entry.Recipient.Route,
        entry.Recipient.Destination,
        LastCode = entry.Recipient.LastCode?.ToString(),
        entry.Recipient.LastReply,
        entry.Recipient.LastHost,
        Enqueued = entry.Recipient.EnqueuedAt,
        Ended = entry.Recipient.EndedAt,
    };

    private static object Document(QueueAttempt attempt) => new { attempt.QueueId, attempt.At, attempt.Host, attempt.Outcome, attempt.Transcript };
}
