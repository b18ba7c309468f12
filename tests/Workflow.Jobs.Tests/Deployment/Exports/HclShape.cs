namespace Workflow.Jobs.Tests.Deployment.Exports;

/// <summary>A small reader of HCL's form: texts end in their line, their escapes are some, brackets match, and a line of a block is a name, a value or a bracket.</summary>
internal sealed class HclShape
{
    private readonly string _text;
    private readonly Stack<char> _open = new();
    private int _at;

    private HclShape(string text) => _text = text;

    /// <summary>Texts of a file in their order, escapes read, interpolations as they are.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>Reads a file; fails the test where it is no HCL.</summary>
    public static HclShape Read(string text)
    {
        var shape = new HclShape(text);
        while (shape._at < text.Length) shape.Next();
        Assert.Empty(shape._open);
        return shape;
    }

    private void Next()
    {
        char character = _text[_at++];
        switch (character)
        {
            case '#':
                _at = _text.IndexOf('\n', _at);
                break;
            case '"':
                Texts.Add(Quoted());
                break;
            case '{' or '[' or '(':
                _open.Push(character switch { '{' => '}', '[' => ']', _ => ')' });
                break;
            case '}' or ']' or ')':
                Assert.Equal(_open.Pop(), character);
                break;
            default:
                Assert.True(char.IsAsciiLetterOrDigit(character) || " \n=._-,?:!".Contains(character, StringComparison.Ordinal), $"'{character}' at {_at}");
                break;
        }
    }

    private string Quoted()
    {
        var text = new System.Text.StringBuilder();
        for (char character = _text[_at++]; character != '"'; character = _text[_at++])
        {
            Assert.False(char.IsControl(character), $"a text with a control character at {_at}");
            if (character == '\\') text.Append(Escaped());
            else if (character is '$' or '%' && _text[_at] == '{') text.Append(Interpolated(character));
            else text.Append(character);
        }

        return text.ToString();
    }

    private char Escaped()
    {
        char character = _text[_at++];
        if (character != 'u') return character switch { 'n' => '\n', 't' => '\t', 'r' => '\r', '"' or '\\' => character, _ => throw new FormatException($"\\{character}") };
        _at += 4;
        return (char)Convert.ToInt32(_text[(_at - 4).._at], 16);
    }

    private string Interpolated(char first)
    {
        int start = _at, depth = 0;
        do
        {
            if (_text[_at] == '{') depth++;
            else if (_text[_at] == '}') depth--;
            _at++;
        }
        while (depth > 0);
        return first + _text[start.._at];
    }
}
