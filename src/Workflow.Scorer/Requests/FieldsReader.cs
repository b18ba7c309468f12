using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Requests;

/// <summary>Reads which fields the rows of a request have, and finds the columns among them.</summary>
internal sealed class FieldsReader(ScoringPipeline pipeline)
{
    private const int LongestRemembered = 16 << 10;

    private readonly ColumnNames _columns = new(pipeline);

    // Callers mostly send the same list with every request.
    private Remembered? _last;

    /// <summary>What the fields are, where a text begins with the very list that was read last.</summary>
    /// <param name="json">The text, UTF-8.</param>
    /// <returns>The fields, and the length of the list in bytes.</returns>
    public (RequestFields Fields, int Length)? Recall(ReadOnlySpan<byte> json) => _last is { } last && json.StartsWith(last.List) ? (last.Fields, last.List.Length) : null;

    /// <summary>Reads the names of the fields.</summary>
    /// <param name="members">The object that has them as a member.</param>
    /// <param name="member">The member; it is there.</param>
    /// <param name="what">What a name is, for messages.</param>
    /// <param name="included">Fields that are given back; null for none.</param>
    /// <param name="handle">Receives each name too; null for nobody.</param>
    /// <exception cref="RequestException">No list of names, one stands twice, or a column that must be there is not.</exception>
    public RequestFields Read(JsonMembers members, string member, string what, FieldNames? included = null, NameList.Handler? handle = null)
    {
        bool isPlain = included is null && handle is null;
        if (isPlain && members.Find(member) is { } at && Recall(members.Body.Span[at..]) is { } known) return known.Fields;
        RequestFields fields = ReadNames(members, member, what, included, handle);
        if (isPlain && members.Part(member) is { Length: <= LongestRemembered } list) _last = new Remembered(list.ToArray(), fields);
        return fields;
    }

    /// <summary>The fields of rows that have no names: the columns in their order.</summary>
    public RequestFields InOrder() =>
        new(pipeline.InputColumns.Count, [.. Enumerable.Range(0, pipeline.InputColumns.Count).Select(i => (i, i))], []);

    private RequestFields ReadNames(JsonMembers members, string member, string what, FieldNames? included, NameList.Handler? handle)
    {
        int count = 0;
        var known = new List<(int Field, int Column)>();
        var kept = new List<(int Field, int NameAt)>();
        NameList.Read(members, member, what, (field, at, name) =>
        {
            count = field + 1;
            if (_columns.Find(name) is >= 0 and var column) known.Add((field, column));
            if (included?.Contains(name) == true) kept.Add((field, at));
            handle?.Invoke(field, at, name);
        });
        HashSet<int> there = [.. known.Select(pair => pair.Column)];
        RequestException.ThrowIfAny(MissingColumns.Find(pipeline, there.Contains, $"missing in \"{member}\""));
        return new RequestFields(count, [.. known], [.. kept]);
    }

    private sealed record Remembered(byte[] List, RequestFields Fields);
}
