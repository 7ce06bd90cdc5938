namespace MsgStore.Delivery;

/// <summary>An admission policy's answer.</summary>
public sealed record AdmissionVerdict
{
    private AdmissionVerdict(EnhancedStatusCode code, string text)
    {
        Code = code;
        Text = text;
    }

    /// <summary>Go on.</summary>
    public static AdmissionVerdict Accept { get; } = new(EnhancedStatusCode.Success, "");

    /// <summary>Class 2 goes on, 4 is refused for now, 5 for good.</summary>
    public EnhancedStatusCode Code { get; }

    /// <summary>One line for the peer.</summary>
    public string Text { get; }

    /// <summary>Whether the connection is closed after the reply.</summary>
    public bool Disconnect { get; private init; }

    /// <summary>Whether the session goes on as if nobody had asked.</summary>
    public bool IsAccepted => Code.Class == 2;

    /// <summary>Refuses for now.</summary>
    /// <param name="code">A code of class 4.</param>
    /// <param name="text">One line for the peer.</param>
    /// <param name="disconnect">Whether the connection is closed after the reply.</param>
    public static AdmissionVerdict Defer(EnhancedStatusCode code, string text, bool disconnect = false) =>
        code.Class == 4 ? new(code, text) { Disconnect = disconnect }
            : throw new ArgumentException($"{code} is not a transient failure; its class must be 4.", nameof(code));

    /// <summary>Refuses for good.</summary>
    /// <param name="code">A code of class 5.</param>
    /// <param name="text">One line for the peer.</param>
    /// <param name="disconnect">Whether the connection is closed after the reply.</param>
    public static AdmissionVerdict Reject(EnhancedStatusCode code, string text, bool disconnect = false) =>
        code.Class == 5 ? new(code, text) { Disconnect = disconnect }
            : throw new ArgumentException($"{code} is not a permanent failure; its class must be 5.", nameof(code));
}
