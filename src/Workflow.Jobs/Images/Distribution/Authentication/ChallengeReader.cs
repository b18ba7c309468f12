using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>
/// Reads the challenges of a WWW-Authenticate header strictly by RFC 9110: what is not a list of challenges is none at all. Two parameters of
/// one name, which readers may take differently, are a fault too.
/// </summary>
internal ref struct ChallengeReader
{
    private const int LongestHeader = 16 << 10;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> Token68Characters =
        SearchValues.Create("-._~+/0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly List<AuthenticationChallenge> _found = [];
    private ReadOnlySpan<char> _rest;

    private ChallengeReader(ReadOnlySpan<char> text) => _rest = text;

    /// <summary>Reads a header's value.</summary>
    /// <returns>The challenges; null where the text is malformed.</returns>
    public static IReadOnlyList<AuthenticationChallenge>? Read(string text)
    {
        if (text.Length > LongestHeader) return null;
        var reader = new ChallengeReader(text);
        return reader.TryReadAll() ? reader._found : null;
    }

    // A comma ends a parameter and a challenge alike: what follows is a challenge where no '=' does.
    private bool TryReadAll()
    {
        SkipSeparators();
        while (!_rest.IsEmpty)
        {
            if (!TryReadChallenge()) return false;
        }

        return _found.Count > 0;
    }

    private bool TryReadChallenge()
    {
        string scheme = Take(TokenCharacters);
        if (scheme.Length == 0) return false;
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        bool hasSpace = SkipSpaces();
        if (hasSpace && TryTakeToken68(out string? token))
        {
            _found.Add(new AuthenticationChallenge(scheme, token, parameters));
            return TrySkipSeparator();
        }

        while (hasSpace && TryTakeParameter(out string? name, out string? value))
        {
            if (!parameters.TryAdd(name, value) || !TrySkipSeparator()) return false;
        }

        _found.Add(new AuthenticationChallenge(scheme, null, parameters));
        return parameters.Count > 0 || TrySkipSeparator();
    }

    private bool TryTakeToken68([NotNullWhen(true)] out string? token)
    {
        ReadOnlySpan<char> before = _rest;
        token = Take(Token68Characters);
        int padding = _rest.IndexOfAnyExcept('=') is var end and >= 0 ? end : _rest.Length;
        ReadOnlySpan<char> after = _rest[padding..].TrimStart(" \t");
        if (token.Length > 0 && (after.IsEmpty || after[0] == ','))
        {
            token += new string('=', padding);
            _rest = _rest[padding..];
            return true;
        }

        _rest = before;
        token = null;
        return false;
    }

    private bool TryTakeParameter([NotNullWhen(true)] out string? name, [NotNullWhen(true)] out string? value)
    {
        ReadOnlySpan<char> before = _rest;
        name = Take(TokenCharacters);
        SkipSpaces();
        if (name.Length > 0 && !_rest.IsEmpty && _rest[0] == '=')
        {
            _rest = _rest[1..];
            SkipSpaces();
            value = !_rest.IsEmpty && _rest[0] == '"' ? TakeQuoted() : Take(TokenCharacters) is { Length: > 0 } token ? token : null;
            if (value is not null) return true;
        }

        _rest = before;
        value = null;
        return false;
    }

    private string? TakeQuoted()
    {
        var value = new StringBuilder();
        for (int i = 1; i < _rest.Length; i++)
        {
            if (_rest[i] == '"')
            {
                _rest = _rest[(i + 1)..];
                return value.ToString();
            }

            if (_rest[i] == '\\' && ++i == _rest.Length) return null;
            if (char.IsControl(_rest[i]) && _rest[i] != '\t') return null;
            value.Append(_rest[i]);
        }

        return null;
    }

    private string Take(SearchValues<char> allowed)
    {
        int end = _rest.IndexOfAnyExcept(allowed) is var at and >= 0 ? at : _rest.Length;
        string taken = _rest[..end].ToString();
        _rest = _rest[end..];
        return taken;
    }

    private bool SkipSpaces()
    {
        int before = _rest.Length;
        _rest = _rest.TrimStart(" \t");
        return _rest.Length < before;
    }

    // Elements of a list may be empty.
    private void SkipSeparators() => _rest = _rest.TrimStart(" \t,");

    private bool TrySkipSeparator()
    {
        SkipSpaces();
        if (_rest.IsEmpty) return true;
        if (_rest[0] != ',') return false;
        SkipSeparators();
        return true;
    }
}
