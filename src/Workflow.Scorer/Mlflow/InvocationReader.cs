using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Rows;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Mlflow;

/// <summary>Reads the rows of a request to MLflow's scoring server, whichever of its forms they have.</summary>
internal sealed class InvocationReader(ScoringPipeline pipeline)
{
    private const string Split = "dataframe_split", Records = "dataframe_records", Instances = "instances", Inputs = "inputs", Parameters = "params", Signature = "signature_name";

    private static readonly string[] Members = [Split, Records, Instances, Inputs, Parameters, Signature];
    private static readonly string[] SplitMembers = ["columns", "data", "index"];

    private readonly ColumnNames _columns = new(pipeline);
    private readonly FieldsReader _fields = new(pipeline);

    /// <summary>Reads a request up to its rows.</summary>
    /// <param name="body">JSON, UTF-8.</param>
    /// <returns>The rows from the first one, as often as asked for.</returns>
    /// <exception cref="RequestException">With what is wrong.</exception>
    public Func<IRowReader> Read(ReadOnlyMemory<byte> body)
    {
        const string Expected = "a JSON object with \"dataframe_split\", \"dataframe_records\", \"instances\" or \"inputs\"";
        JsonMembers members = JsonMembers.Find(body, Members, Expected);
        string[] given = [.. ((string[])[Split, Records, Instances, Inputs]).Where(members.Has)];
        if (given is not [var form]) throw new RequestException($"{Expected} is expected, one of them");
        if (members.Find(Parameters) is not null) throw new RequestException("\"params\" is given, but this model has no parameters");
        int place = members.Find(form) ?? throw new RequestException($"\"{form}\" is null");
        return form switch
        {
            Split => ReadSplit(members.Part(Split)!.Value),
            Records => () => new RecordRows(pipeline, _columns, body, place, Records),
            Inputs when members.At(place).TokenType == JsonTokenType.StartObject => ReadColumns(members.Part(Inputs)!.Value),
            _ => ReadList(members, place, form),
        };
    }

    private Func<IRowReader> ReadSplit(ReadOnlyMemory<byte> part)
    {
        JsonMembers members = JsonMembers.Find(part, SplitMembers, "\"dataframe_split\": an object with \"columns\" and \"data\"", passer: new FieldsPasser(_fields, Array.IndexOf(SplitMembers, "columns")));
        int data = members.Find("data") ?? throw new RequestException("\"data\" is missing: a list of rows, each a list of cells");
        RequestFields fields = members.Has("columns") ? _fields.Read(members, "columns", "column") : _fields.InOrder();
        return () => new ListRows(pipeline, part, data, fields, "data");
    }

    private Func<IRowReader> ReadColumns(ReadOnlyMemory<byte> part) => () => new ColumnRows(pipeline, _columns, part);

    // Lists of cells in the order of the columns, or objects.
    private Func<IRowReader> ReadList(JsonMembers members, int place, string name)
    {
        Utf8JsonReader reader = members.At(place);
        if (reader.TokenType == JsonTokenType.StartArray) reader.Read();
        RequestFields fields = _fields.InOrder();
        return reader.TokenType == JsonTokenType.StartArray && reader.CurrentDepth > 0
            ? () => new ListRows(pipeline, members.Body, place, fields, name)
            : () => new RecordRows(pipeline, _columns, members.Body, place, name);
    }
}
