using System.Text.Json;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Requests;

/// <summary>Reads a list of names, none of which stands twice.</summary>
internal static class NameList
{
    /// <summary>What is done with a name.</summary>
    /// <param name="index">Its place in the list.</param>
    /// <param name="at">Where in the body its first quotation mark stands.</param>
    /// <param name="name">The name without escapes.</param>
    public delegate void Handler(int index, int at, ReadOnlySpan<byte> name);

    /// <summary>Reads a list.</summary>
    /// <param name="members">The object that has it as a member.</param>
    /// <param name="member">The member; it is there.</param>
    /// <param name="what">What a name is, for messages.</param>
    /// <param name="handle">Receives each name.</param>
    /// <exception cref="RequestException">No list of names, or one stands twice.</exception>
    public static FieldNames Read(JsonMembers members, string member, string what, Handler handle)
    {
        int place = members.Find(member) ?? throw NoList(member);
        Utf8JsonReader reader = members.At(place);
        if (reader.TokenType != JsonTokenType.StartArray) throw NoList(member);
        var names = new FieldNames(members.Body, Count(reader));
        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (reader.TokenType != JsonTokenType.String) throw NoList(member);
            int at = place + (int)reader.TokenStartIndex;
            ReadOnlySpan<byte> name = RequestText.Name(ref reader);
            if (!names.Add(at, name)) throw new RequestException($"{what} \"{RecordText.Quote(name)}\" stands twice");
            handle(i, at, name);
        }

        return names;
    }

    private static RequestException NoList(string member) => new($"\"{member}\" must be a list of names");

    // The reader is a copy. What is wrong with the names is told when they are read.
    private static int Count(Utf8JsonReader reader)
    {
        int count = 0;
        try
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.String) count++;
        }
        catch (JsonException)
        {
            return count;
        }

        return count;
    }
}
