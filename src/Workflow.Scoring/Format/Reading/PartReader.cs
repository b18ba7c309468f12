using System.Text;
using System.Text.Json;

namespace Workflow.Scoring.Format.Reading;

/// <summary>
/// Walks through one JSON part of a pipeline file, token by token, and knows where it stands, so that a refusal names the place. The
/// serializer would do, but its converters are compiled anew in every process that starts.
/// </summary>
internal ref struct PartReader
{
    private const int MostLevels = 16;
    private readonly string _part;
    private readonly string?[] _names = new string?[MostLevels];
    private readonly int[] _indexes = new int[MostLevels];
    private Utf8JsonReader _json;

    /// <summary>Starts at the part's value.</summary>
    /// <param name="part">Name of the part.</param>
    /// <param name="json">Its bytes.</param>
    /// <exception cref="PipelineFileException">They do not start as JSON does.</exception>
    public PartReader(string part, ReadOnlySpan<byte> json)
    {
        _part = part;
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostLevels });
        Move();
    }

    /// <summary>The token that stands here.</summary>
    public readonly Utf8JsonReader Token => _json;

    /// <summary>What it is.</summary>
    public readonly JsonTokenType Kind => _json.TokenType;

    /// <summary>Goes on by one token.</summary>
    /// <returns>False behind the last one.</returns>
    /// <exception cref="PipelineFileException">What follows is no JSON, or nested too deep.</exception>
    public bool Move()
    {
        try
        {
            return _json.Read();
        }
        catch (JsonException wrong)
        {
            throw Refuse(wrong.Message, wrong);
        }
    }

    /// <summary>Goes on to the end of the list or object that begins here.</summary>
    /// <exception cref="PipelineFileException">It is no JSON, or nested too deep.</exception>
    public void Skip()
    {
        try
        {
            _json.Skip();
        }
        catch (JsonException wrong)
        {
            throw Refuse(wrong.Message, wrong);
        }
    }

    /// <summary>Goes on from the name of a member to its value.</summary>
    public void MoveInto(string member)
    {
        _names[_json.CurrentDepth - 1] = member;
        Move();
    }

    /// <summary>Goes on to an item of a list.</summary>
    /// <param name="index">Which one it would be.</param>
    /// <returns>False at the list's end.</returns>
    public bool MoveToItem(int index)
    {
        Move();
        if (Kind == JsonTokenType.EndArray) return false;
        int level = _json.CurrentDepth - 1;
        (_names[level], _indexes[level]) = (null, index);
        return true;
    }

    /// <summary>The text, or the name of a member, that stands here.</summary>
    /// <exception cref="PipelineFileException">It is no Unicode.</exception>
    public readonly string GetText()
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException wrong)
        {
            throw Refuse(wrong.Message, wrong);
        }
    }

    /// <summary>An exception that names the part and the place.</summary>
    /// <param name="reason">What is wrong there.</param>
    /// <param name="cause">What said so; null where it was seen here.</param>
    public readonly PipelineFileException Refuse(string reason, Exception? cause = null)
    {
        string message = $"{_part}: {Place()}: {reason}";
        return cause is null ? new PipelineFileException(message) : new PipelineFileException(message, cause);
    }

    // The name of a member belongs to the object around it.
    private readonly string Place()
    {
        var place = new StringBuilder("$");
        int levels = _json.CurrentDepth - (Kind == JsonTokenType.PropertyName ? 1 : 0);
        for (int i = 0; i < levels; i++)
        {
            if (_names[i] is { } name) place.Append('.').Append(name);
            else place.Append('[').Append(_indexes[i]).Append(']');
        }

        return place.ToString();
    }
}
