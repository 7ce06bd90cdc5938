using System.Text;

namespace MsgStore.Delivery;

/// <summary>The field that final delivery puts in front of a message (RFC 5321 §4.4).</summary>
public static class ReturnPathField
{
    /// <summary>The field in UTF-8, with its CRLF.</summary>
    /// <param name="reversePath">The envelope's sender; <see langword="null"/> is <c>&lt;&gt;</c>.</param>
    public static byte[] Of(EmailAddress? reversePath) => Encoding.UTF8.GetBytes($"Return-Path: <{reversePath}>\r\n");
}
