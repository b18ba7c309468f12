using System.Text.Json;

namespace Workflow.Scoring.Format.Reading;

/// <summary>Takes the list that stands at a place.</summary>
internal static class PartLists
{
    /// <summary>A list of objects or texts, taken one by one.</summary>
    public static T[] List<T>(this ref PartReader json, PartItem<T> item)
        where T : class?
    {
        var items = new T[json.CountItems()];
        for (int i = 0; json.MoveToItem(i); i++) items[i] = item(ref json);
        return items;
    }

    /// <summary>A list of texts.</summary>
    public static string[] Texts(this ref PartReader json) => json.List(PartValues.Text);

    /// <summary>Texts by the names of an object's members, whatever they are called; no name stands twice.</summary>
    public static Dictionary<string, string> TextsByName(this ref PartReader json)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        json.Require(JsonTokenType.StartObject, "an object");
        while (json.Move() && json.Kind != JsonTokenType.EndObject)
        {
            string name = json.GetText();
            if (texts.ContainsKey(name)) throw json.Refuse($"'{name}' stands twice");
            json.MoveInto(name);
            texts.Add(name, json.Text());
        }

        return texts;
    }

    /// <summary>A list of numbers.</summary>
    public static double[] Numbers(this ref PartReader json)
    {
        var numbers = new double[json.CountItems()];
        for (int i = 0; json.MoveToItem(i); i++) numbers[i] = json.Number();
        return numbers;
    }

    /// <summary>A list of whole numbers of 32 bits.</summary>
    public static int[] Integers(this ref PartReader json)
    {
        var numbers = new int[json.CountItems()];
        for (int i = 0; json.MoveToItem(i); i++) numbers[i] = json.Integer();
        return numbers;
    }

    /// <summary>A list of whole numbers of 64 bits.</summary>
    public static long[] Counts(this ref PartReader json)
    {
        var numbers = new long[json.CountItems()];
        for (int i = 0; json.MoveToItem(i); i++) numbers[i] = json.Count();
        return numbers;
    }

    // A reader is a value: this copy runs ahead. Lists that grow would be compiled at every start, one for each type of number.
    private static int CountItems(this ref PartReader json)
    {
        json.Require(JsonTokenType.StartArray, "a list");
        Utf8JsonReader ahead = json.Token;
        int count = 0;
        try
        {
            for (; ahead.Read() && ahead.TokenType != JsonTokenType.EndArray; count++) ahead.Skip();
            return count;
        }
        catch (JsonException wrong)
        {
            throw json.Refuse(wrong.Message, wrong);
        }
    }
}
