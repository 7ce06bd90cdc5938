using MimeKit;
using MsgStore.Delivery;

namespace MsgStore.MimeKit;

/// <summary>Writes a message out, once.</summary>
internal static class MimeSerializer
{
    // RFC 5322 §2.1.1, without the line end.
    private const int MaxLineLength = 998;

    private static readonly HeaderId[] NotSent = [HeaderId.Bcc, HeaderId.ResentBcc, HeaderId.ReturnPath];

    /// <summary>Writes a message.</summary>
    /// <param name="message">The message; as it was when this returns.</param>
    /// <param name="isSent">Whether the fields stay behind that are not for others.</param>
    public static MessageContent Serialize(MimeMessage message, bool isSent)
    {
        var changes = new Changes();
        try
        {
            changes.SetEncodings(message);
            return Write(message, isSent);
        }
        finally
        {
            changes.TakeBack();
        }
    }

    private static MessageContent Write(MimeMessage message, bool isSent)
    {
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        options.International = AddressFields.NeedUtf8(message);
        using var blocks = new BlockWriteStream();
        if (isSent && message.Headers.Any(header => NotSent.Contains(header.Id)))
        {
            // Fields that the options hide are hidden in attached messages, too, so only the header section is written with them.
            var hiding = options.Clone();
            hiding.HiddenHeaders.UnionWith(NotSent);
            message.WriteTo(hiding, blocks, headersOnly: true);
            using var whole = new BlockWriteStream();
            message.WriteTo(options, whole, headersOnly: true);
            blocks.Skip(whole.Length);
        }
        message.WriteTo(options, blocks);
        return blocks.ToContent();
    }

    /// <summary>What the message is given to be written by, and is rid of afterwards.</summary>
    private sealed class Changes
    {
        private readonly List<MimePart> _encoded = [];
        private readonly List<MimeMessage> _withoutVersion = [];

        public void SetEncodings(MimeMessage message)
        {
            // Writing a message with parts gives it a version (RFC 2045 §4).
            if (!message.Headers.Contains(HeaderId.MimeVersion))
                _withoutVersion.Add(message);
            SetEncodings(message.Body);
        }

        public void TakeBack()
        {
            foreach (var part in _encoded)
                part.ContentTransferEncoding = ContentEncoding.Default;
            foreach (var message in _withoutVersion)
                message.Headers.RemoveAll(HeaderId.MimeVersion);
        }

        // What was parsed knows its line ends; it stays as it came.
        private void SetEncodings(MimeEntity? entity)
        {
            switch (entity)
            {
                case Multipart multipart:
                    foreach (var child in multipart)
                        SetEncodings(child);
                    break;
                case MessagePart { Message: { } inner }:
                    SetEncodings(inner);
                    break;
                case MimePart { ContentTransferEncoding: ContentEncoding.Default, Content: { NewLineFormat: null } } part
                    when part.GetBestEncoding(EncodingConstraint.SevenBit, MaxLineLength) is not ContentEncoding.SevenBit and var best:
                    _encoded.Add(part);
                    part.ContentTransferEncoding = best;
                    break;
            }
        }
    }
}
