using System.Text;
using Workflow.Scorer.Rows;
using Workflow.Scoring;

namespace Workflow.Scorer.Requests;

/// <summary>
/// Reads <c>{"fields": [name, ...], "rows": [[cell, ...], ...]}</c> and what else Driverless AI's REST scorers take. Members and fields come in any
/// order; cells are numbers or texts; fields that the pipeline does not know are passed over.
/// </summary>
internal sealed class ScoreRequestReader(ScoringPipeline pipeline)
{
    private const string Fields = "fields", Rows = "rows", Include = "includeFieldsInOutput", NoNames = "noFieldNamesInOutput", IdField = "idField";

    private static readonly string[] Members = [Fields, Rows, Include, NoNames, IdField, ContributionKinds.Member];

    private static readonly int FieldsAt = Array.IndexOf(Members, Fields), RowsAt = Array.IndexOf(Members, Rows);

    private readonly FieldsReader _fields = new(pipeline);

    /// <summary>Reads a request up to its rows. The whole body is walked, so its grammar is checked here.</summary>
    /// <param name="body">JSON, UTF-8.</param>
    /// <param name="blocks">Will ask for the cells; null where rows are read in another way.</param>
    /// <exception cref="RequestException">With what is wrong.</exception>
    public ScoreRequest Read(ReadOnlyMemory<byte> body, RowBlocks? blocks = null)
    {
        RowsPasser? rows = blocks is null ? null : new RowsPasser(pipeline, _fields, (FieldsAt, RowsAt), blocks, body.Length);
        JsonMembers members = JsonMembers.Find(body, Members, "a JSON object with \"fields\" and \"rows\"", passer: rows ?? new FieldsPasser(_fields, FieldsAt));
        if (!members.Has(Fields)) throw new RequestException("\"fields\" is missing: a list of the columns' names");
        FieldNames? included = members.Find(Include) is null ? null : NameList.Read(members, Include, $"in \"{Include}\" the field", static (_, _, name) => RequireShort(name));
        if (included?.Count > ScoreRequest.MostIncluded) throw new RequestException($"\"{Include}\" names {included.Count} fields; allowed are {ScoreRequest.MostIncluded}");
        byte[]? id = members.Text(IdField) is { } text ? Encoding.UTF8.GetBytes(text) : null;
        bool isIdThere = false;
        RequestFields fields = _fields.Read(members, Fields, "field", included, id is null ? null : (_, _, name) => isIdThere |= name.SequenceEqual(id));
        if (!members.Has(Rows)) throw new RequestException("\"rows\" is missing: a list of rows, each a list of cells in the order of the fields");
        bool generatesId = id is not null && !isIdThere && included?.Contains(id) == true;
        RequireIncluded(included, fields.Kept.Length + (generatesId ? 1 : 0));
        return new ScoreRequest(pipeline, body, members.Find(Rows) ?? throw new RequestException("\"rows\" must be a list of rows"), fields)
        {
            Cells = fields.Kept.Length > 0 ? null : rows?.Cells,
            HasFieldNames = !members.IsTrue(NoNames),
            GeneratedId = generatesId ? members.Text(IdField) : null,
            Contributions = ContributionKinds.Parse(members.Text(ContributionKinds.Member)),
        };
    }

    private static void RequireShort(ReadOnlySpan<byte> name)
    {
        if (name.Length > JsonMembers.LongestText) throw new RequestException($"\"{Include}\" has a name of more than {JsonMembers.LongestText} bytes");
    }

    // What is given back was given.
    private static void RequireIncluded(FieldNames? included, int found)
    {
        if (included is null || included.Count == found) return;
        throw new RequestException($"\"{Include}\" names {included.Count} fields, of which {found} stand in \"fields\"");
    }
}
