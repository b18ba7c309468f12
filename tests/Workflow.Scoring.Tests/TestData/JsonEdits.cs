using System.Text;
using System.Text.Json;

namespace Workflow.Scoring.Tests.TestData;

/// <summary>Changes JSON as text, so that what comes out may hold a member twice, or be no JSON at all.</summary>
internal sealed class JsonEdits
{
    private const string Deep = "[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]";

    private static readonly string[] Replacements =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "1.0", "1e0", "0.1", "1e-400", "1e999", "2147483647", "2147483648", "-9223372036854775809",
        "\"\"", "\"1\"", "\"NaN\"", "\"Binary\"", "\"binary\"", "\"Number\"", "\"Category, Number\"", "\"\\u0053oftmax\"", "\"\\ud800\"", "\"\\u00e9\"",
        "[]", "[null]", "[1]", "[\"a\", \"a\"]", "{}", "{\"a\": 1}", "{\"a\": null}", "{\"$id\": \"1\", \"a\": \"b\"}", "{\"a\": \"1\", \"a\": \"2\"}",
        Deep, "01", "+1", ".5", "1.", "NaN", "'a'", "[1,]", "/* 1 */ 1", "1 // one\n", "", "[", "}",
    ];

    private readonly string _json;
    private readonly List<(int Start, int End)> _values = [];
    private readonly List<(int Start, int NameEnd, int End)> _members = [];

    /// <summary>Finds the values and the members of a text that is ASCII.</summary>
    public JsonEdits(string json)
    {
        _json = json;
        var reader = new Utf8JsonReader(Encoding.ASCII.GetBytes(json));
        reader.Read();
        Walk(ref reader);
    }

    /// <summary>The text without each of its members, with each of them twice, with null and with an object for each value.</summary>
    public IEnumerable<string> Each() =>
    [
        .. _members.Select(member => Without(member.Start, member.End)),
        .. _members.Select(member => Twice(member.Start, member.End)),
        .. _values.SelectMany(value => new[] { Instead(value, "null"), Instead(value, "{}") }),
    ];

    /// <summary>The text with one random change; unchanged where it has no members.</summary>
    public string Next(SeededNumbers numbers)
    {
        if (_members.Count == 0) return _json;
        (int start, int nameEnd, int end) = numbers.Choose(_members);
        (int otherStart, _, int otherEnd) = numbers.Choose(_members);
        (int Start, int End) value = numbers.Choose(_values), second = numbers.Choose(_values);
        return numbers.Next(10) switch
        {
            0 => Without(start, end),
            1 => Twice(start, end),
            2 => Instead((start, nameEnd), Renamed(_json[start..nameEnd], numbers)),
            3 => Instead((start, end), _json[otherStart..otherEnd]),
            4 => Instead(value, _json[second.Start..second.End]),
            5 => _json[..numbers.Next(_json.Length)],
            6 => Instead(value, $"[{_json[value.Start..value.End]}]"),
            _ => Instead(value, numbers.Choose(Replacements)),
        };
    }

    private string Instead((int Start, int End) what, string text) => _json[..what.Start] + text + _json[what.End..];

    private string Twice(int start, int end) => $"{_json[..start]}{_json[start..end]}, {_json[start..]}";

    // A comma goes with the member: the one behind it or, for the last one, the one in front.
    private string Without(int start, int end)
    {
        string front = _json[..start], behind = _json[end..];
        return behind.TrimStart().StartsWith(',') ? front + behind.TrimStart()[1..] : front.TrimEnd().TrimEnd(',') + behind;
    }

    private static string Renamed(string name, SeededNumbers numbers) => numbers.Next(5) switch
    {
        0 => "\"novelty\"",
        1 => name.ToUpperInvariant(),
        2 => $"\"\\u{(int)name[1]:x4}{name[2..]}",
        3 => "\"\\ud800\"",
        _ => name[1..^1],
    };

    private void Walk(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Walk(ref reader);
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                int name = (int)reader.TokenStartIndex;
                int nameEnd = name + reader.ValueSpan.Length + 2;
                reader.Read();
                Walk(ref reader);
                _members.Add((name, nameEnd, (int)reader.BytesConsumed));
            }
        }

        _values.Add((start, (int)reader.BytesConsumed));
    }
}
