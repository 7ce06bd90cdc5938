using System.Text;

namespace MsgStore.Cli.Submission;

/// <summary>Finds the addresses in an address field (RFC 5322 §3.4): names, comments, groups and routes fall away.</summary>
internal sealed class AddressList
{
    private readonly List<string> _addresses = [];
    private readonly StringBuilder _text = new();
    private string? _angle;
    private int _comments;
    private bool _isQuoted;

    private AddressList()
    {
    }

    /// <summary>Reads the addresses as they stand; whether they are any good is for others to say.</summary>
    public static IReadOnlyList<string> Read(string field)
    {
        var list = new AddressList();
        for (var i = 0; i < field.Length; i++)
        {
            var escaped = field[i] == '\\' && (list._isQuoted || list._comments > 0) && i + 1 < field.Length;
            if (escaped)
                list.Keep(field[i++]);
            if (escaped || !list.ReadMark(field[i]))
                list.Keep(field[i]);
        }
        list.End();
        return list._addresses;
    }

    /// <summary>Reads a sign that means something where it stands.</summary>
    private bool ReadMark(char c)
    {
        if (_comments > 0)
            _comments += c == '(' ? 1 : c == ')' ? -1 : 0;
        else if (c == '"')
            return ToggleQuotes();
        else if (_isQuoted)
            return false;
        else if (c == '(')
            _comments = 1;
        else if (c == '<')
            _text.Clear();
        else if (c == '>')
            _angle = _text.ToString();
        else if (c is ',' or ';' && !_text.ToString().StartsWith('@'))
            End();
        else if (c == ':' && !InLiteral())
            _text.Clear();
        else
            return false;
        return true;
    }

    // The quotes of a local part belong to the address.
    private bool ToggleQuotes()
    {
        _isQuoted = !_isQuoted;
        return false;
    }

    private bool InLiteral() => _text.ToString().LastIndexOf('[') > _text.ToString().LastIndexOf(']');

    private void Keep(char c)
    {
        if (_comments == 0 && (_isQuoted || !char.IsWhiteSpace(c)))
            _text.Append(c);
    }

    private void End()
    {
        var address = _angle ?? _text.ToString();
        if (address.Length > 0)
            _addresses.Add(address);
        _angle = null;
        _text.Clear();
    }
}
