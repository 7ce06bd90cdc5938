using MsgStore.Mime;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Extensions;

/// <summary>header, address and exists (RFC 5228 §5.1, §5.5, §5.7).</summary>
internal static class HeaderTests
{
    // Fields whose syntax is that of addresses (RFC 5322 §3.6, and others in use).
    private static readonly HashSet<string> AddressFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "To", "Cc", "Bcc", "Sender", "Reply-To", "Resent-From", "Resent-To", "Resent-Cc", "Resent-Bcc", "Resent-Sender", "Resent-Reply-To",
        "Return-Path", "Delivered-To", "Envelope-To", "Envelope-From", "X-Original-To", "Apparently-To", "Errors-To", "Return-Receipt-To",
        "Disposition-Notification-To", "Mail-Followup-To", "Mail-Reply-To", "Followup-To", "Approved", "For-Approval", "For-Handling", "For-Comment",
        "X-Sender", "X-Beenthere", "List-Post", "Original-Recipient", "Final-Recipient", "Abuse-Reports-To", "X-Complaints-To", "X-Report-Abuse-To",
        "X-Admin", "X-Loop", "X-Envelope-To", "X-Envelope-From", "X-Apparently-To", "X-Rcpt-To", "X-Real-To",
        "Read-Receipt-To", "X-Confirm-Reading-To", "Return-Receipt-Requested", "Registered-Mail-Reply-Requested-By", "Mail-Copies-To", "X-Original-From", "X-Original-Sender",
    };

    public static void Register(SieveLanguageBuilder language)
    {
        language.AddTest(new("header", Header) { Arguments = [SieveArgumentKind.StringList, SieveArgumentKind.StringList], TakesMatching = true });
        language.AddTest(new("address", Address)
        {
            Arguments = [SieveArgumentKind.StringList, SieveArgumentKind.StringList],
            TakesMatching = true,
            TakesAddressPart = true,
        });
        language.AddTest(new("exists", Exists) { Arguments = [SieveArgumentKind.StringList] });
    }

    /// <summary>Warns of names that can name no field.</summary>
    public static void CheckNames(SieveBinding binding, SieveStringList names)
    {
        foreach (var name in names.Items)
            if (name.IsConstant && !MimeHeaderField.IsName(name.Text))
                binding.Warning($"\"{name.Text}\" is no name of a header field; nothing matches it.", binding.PositionOf(0));
    }

    /// <summary>The addresses of a field, each as the part to compare; where the field is no list of addresses, its text for <c>:all</c>.</summary>
    public static IEnumerable<string> AddressValues(SieveRun run, SieveAddressPart? part, IEnumerable<string> bodies)
    {
        var isAll = part is null || part.Name == "all";
        foreach (var body in bodies)
        {
            run.Spend(1 + (body.Length >> 4));
            // A field of nothing is one address of nothing (RFC 5228 §2.7.4: what is no address is compared as it stands).
            if (body.Length == 0 && isAll)
                yield return "";
            foreach (var address in MailAddressList.Parse(body))
                if (!address.IsValid && isAll)
                    yield return address.Address;
                else if (address.IsValid && (part is null ? address.Address : part.Select(address, run.Options)) is { } value)
                    yield return value;
        }
    }

    private static SieveTest Header(SieveBinding binding)
    {
        var names = binding.Strings(0);
        CheckNames(binding, names);
        var matcher = binding.Matcher(binding.Strings(1));
        var selection = HeaderSelection.Of(binding);
        var option = MimeHeaderOption.Of(binding);
        if (selection.IsPlain && option is null)
            return names.IsConstant && names.Items is [var only]
                ? run => matcher.Matches(run, run.Message.Values(only.Text))
                : run => matcher.Matches(run, [.. names.Get(run).SelectMany(name => run.Message.Values(name))]);
        return run => matcher.Matches(run, [.. names.Get(run).SelectMany(name => selection.Fields(run, name))
            .SelectMany(field => option is null ? [field.Text] : option.Values(run, field))]);
    }

    private static SieveTest Address(SieveBinding binding)
    {
        var names = binding.Strings(0);
        CheckNames(binding, names);
        foreach (var name in names.Items)
            if (name.IsConstant && MimeHeaderField.IsName(name.Text) && !AddressFields.Contains(name.Text)
                // Which Content fields of parts hold addresses is nowhere listed (RFC 5703 §4.2).
                && !(binding.HasTag("mime") && name.Text.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)))
                binding.Error($"The field \"{name.Text}\" is not known to hold addresses; use 'header'.", binding.PositionOf(0));
        var matcher = binding.Matcher(binding.Strings(1));
        var selection = HeaderSelection.Of(binding);
        var part = binding.AddressPart;
        return run => matcher.Matches(run, [.. AddressValues(run, part,
            names.Get(run).SelectMany(name => selection.Fields(run, name)).Select(field => field.RawText))]);
    }

    private static SieveTest Exists(SieveBinding binding)
    {
        var names = binding.Strings(0);
        CheckNames(binding, names);
        var selection = HeaderSelection.Of(binding);
        return run =>
        {
            foreach (var name in names.Get(run))
                if (!selection.Fields(run, name).Any())
                    return false;
            return true;
        };
    }
}
