using System.Globalization;

namespace MsgStore.Delivery;

/// <summary>An enhanced mail system status code, <c>class.subject.detail</c> (RFC 3463 §2; registry of RFC 5248).</summary>
public readonly record struct EnhancedStatusCode
{
    /// <summary>Makes a code.</summary>
    /// <param name="statusClass">2 success, 4 transient failure, 5 permanent failure.</param>
    /// <param name="subject">0 to 999.</param>
    /// <param name="detail">0 to 999.</param>
    public EnhancedStatusCode(int statusClass, int subject, int detail)
    {
        if (statusClass is not (2 or 4 or 5))
            throw new ArgumentOutOfRangeException(nameof(statusClass), statusClass, "The class of an enhanced status code is 2, 4 or 5.");
        ArgumentOutOfRangeException.ThrowIfNegative(subject);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(subject, 999);
        ArgumentOutOfRangeException.ThrowIfNegative(detail);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(detail, 999);
        Class = statusClass;
        Subject = subject;
        Detail = detail;
    }

    /// <summary>2 success, 4 transient failure, 5 permanent failure.</summary>
    public int Class { get; }

    /// <summary>What the code is about: 1 addressing, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.</summary>
    public int Subject { get; }

    /// <summary>The detail within the subject.</summary>
    public int Detail { get; }

    /// <summary>2.0.0, other success.</summary>
    public static EnhancedStatusCode Success { get; } = new(2, 0, 0);

    /// <summary>Reads <c>5.1.1</c> and its like; the whole text must be a code.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EnhancedStatusCode code)
    {
        code = default;
        Span<Range> parts = stackalloc Range[4];
        if (text.Split(parts, '.') != 3
            || !TryNumber(text[parts[0]], out var statusClass) || statusClass is not (2 or 4 or 5)
            || !TryNumber(text[parts[1]], out var subject)
            || !TryNumber(text[parts[2]], out var detail))
            return false;
        code = new EnhancedStatusCode(statusClass, subject, detail);
        return true;
    }

    /// <summary>The code as in replies: <c>5.1.1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static bool TryNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        return text.Length is > 0 and <= 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
