using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Requests;

/// <summary>
/// Where the members of a JSON object stand. The whole body is walked, so its grammar is checked; what the members hold is not known yet.
/// </summary>
internal sealed class JsonMembers
{
    /// <summary>Most bytes of a text that is kept or given back: the scorer's memory must not grow with it.</summary>
    public const int LongestText = 4096;

    private readonly ReadOnlyMemory<byte> _body;
    private readonly IReadOnlyList<string> _names;
    private readonly int[] _places;

    private JsonMembers(ReadOnlyMemory<byte> body, IReadOnlyList<string> names, int[] places)
    {
        _body = body;
        _names = names;
        _places = places;
    }

    /// <summary>The object.</summary>
    public ReadOnlyMemory<byte> Body => _body;

    /// <summary>Finds the members of a body.</summary>
    /// <param name="body">JSON, UTF-8.</param>
    /// <param name="names">The members that it may have, each once.</param>
    /// <param name="expected">What the body should be, for whoever sends another thing.</param>
    /// <param name="areOthersAllowed">Whether members of other names are passed over.</param>
    /// <param name="passer">Passes over members that are lists; null where nothing is known of them.</param>
    /// <exception cref="RequestException">No JSON object, an unknown member, or one that stands twice.</exception>
    public static JsonMembers Find(ReadOnlyMemory<byte> body, IReadOnlyList<string> names, string expected, bool areOthersAllowed = false, IListPasser? passer = null)
    {
        // The JSON reader looks at the bytes of a text only where somebody asks for it.
        if (!Utf8.IsValid(body.Span)) throw new RequestException("not JSON: the body is not UTF-8");
        try
        {
            return new JsonMembers(body, names, Places(body.Length <= JsonLiterals.HarmlessBytes ? body.Span : JsonLiterals.Cut(body.Span), names, expected, areOthersAllowed, passer));
        }
        catch (JsonException)
        {
            ReadOnlySpan<byte> text = body.Span.TrimStart(" \t\r\n"u8);
            if (text.IsEmpty) throw new RequestException($"not JSON: the body is empty; {expected} is expected");
            if (text.StartsWith("\ufeff"u8)) throw new RequestException("not JSON: a byte order mark begins the body; send it without");
            throw new RequestException(text is [not ((byte)'{' or (byte)'['), ..]
                ? "not JSON: no object begins the body; rows of CSV are sent with Content-Type: text/csv, JSON lines with application/x-ndjson"
                : $"not JSON: {JsonLiterals.Message(body.Span)}");
        }
    }

    /// <summary>Where the value of a member begins; null where it is absent or null.</summary>
    public int? Find(string name)
    {
        int place = _places[IndexOf(_names, name)];
        return place < 0 || _body.Span[place] == (byte)'n' ? null : place;
    }

    /// <summary>Whether a member is there, be it null.</summary>
    public bool Has(string name) => _places[IndexOf(_names, name)] >= 0;

    /// <summary>The bytes of a member's value; null where it is absent or null.</summary>
    public ReadOnlyMemory<byte>? Part(string name)
    {
        if (Find(name) is not { } place) return null;
        Utf8JsonReader reader = At(place);
        reader.Skip();
        return _body.Slice(place, (int)reader.BytesConsumed);
    }

    /// <summary>A reader that stands on a value.</summary>
    public Utf8JsonReader At(int place)
    {
        var reader = new Utf8JsonReader(_body.Span[place..], isFinalBlock: true, default);
        reader.Read();
        return reader;
    }

    /// <summary>The text of a member; null where it is absent or null.</summary>
    /// <exception cref="RequestException">It is no text.</exception>
    public string? Text(string name)
    {
        if (Find(name) is not { } place) return null;
        Utf8JsonReader reader = At(place);
        if (reader.ValueSpan.Length > LongestText) throw new RequestException($"\"{name}\" is longer than {LongestText} bytes");
        return reader.TokenType == JsonTokenType.String ? Encoding.UTF8.GetString(RequestText.Name(ref reader)) : throw new RequestException($"\"{name}\" must be a text");
    }

    /// <summary>Whether a member is true; false where it is absent or null.</summary>
    /// <exception cref="RequestException">It is neither true nor false.</exception>
    public bool IsTrue(string name)
    {
        if (Find(name) is not { } place) return false;
        return At(place).TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw new RequestException($"\"{name}\" must be true or false"),
        };
    }

    private static int[] Places(ReadOnlySpan<byte> body, IReadOnlyList<string> names, string expected, bool areOthersAllowed, IListPasser? passer)
    {
        var places = new int[names.Count];
        Array.Fill(places, -1);
        var reader = new Utf8JsonReader(body);
        int start = 0;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new RequestException($"{expected} is expected");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = RequestText.Name(ref reader);
            int index = IndexOf(names, name);
            if (index < 0 && areOthersAllowed)
            {
                reader.Read();
                reader.Skip();
                continue;
            }

            if (index < 0) throw new RequestException($"unknown member \"{RecordText.Quote(name)}\"; allowed: {string.Join(", ", names.Select(known => $"\"{known}\""))}");
            if (places[index] >= 0) throw new RequestException($"\"{names[index]}\" stands twice");
            if (TryPassList(body, passer, index, ref reader, ref start, out places[index])) continue;
            reader.Read();
            places[index] = start + (int)reader.TokenStartIndex;
            reader.Skip();
        }

        return reader.Read() ? throw new RequestException("something follows the JSON object") : places;
    }

    // Of what is passed over the reader need not know. From then on it counts from behind the list.
    private static bool TryPassList(ReadOnlySpan<byte> body, IListPasser? passer, int member, ref Utf8JsonReader reader, ref int start, out int place)
    {
        place = NumberLists.PassSpace(body, start + (int)reader.BytesConsumed);
        int length = passer?.Pass(member, body[place..]) ?? 0;
        if (length == 0) length = NumberLists.LengthOf(body[place..]);
        if (length == 0) return false;
        start = place + length;
        reader = new Utf8JsonReader(body[start..], isFinalBlock: true, JsonCursor.BehindList(reader.CurrentState));
        return true;
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.Ordinal)) return i;
        }

        throw new ArgumentException($"no member is called {name}", nameof(name));
    }

    private static int IndexOf(IReadOnlyList<string> names, ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i].Length == name.Length && Ascii.Equals(name, names[i])) return i;
        }

        return -1;
    }
}
