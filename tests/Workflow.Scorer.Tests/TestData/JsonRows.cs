using System.Text.Json.Nodes;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>Rows as the parts of a JSON body.</summary>
/// <param name="columns">The columns.</param>
/// <param name="rows">The rows, a text for each cell.</param>
/// <param name="areNumbers">Whether cells of columns of numbers are numbers of JSON, digit by digit as they are texts; else all cells are texts.</param>
internal sealed class JsonRows(IReadOnlyList<InputColumn> columns, IReadOnlyList<string?[]> rows, bool areNumbers)
{
    /// <summary>The rows.</summary>
    public IReadOnlyList<string?[]> Rows => rows;

    /// <summary>Names of the columns.</summary>
    public JsonArray Names => new([.. columns.Select(column => (JsonNode)column.Name)]);

    /// <summary>A list for each row.</summary>
    public JsonArray Lists => new([.. rows.Select(row => new JsonArray([.. columns.Select((_, i) => Cell(i, row[i]))]))]);

    /// <summary>An object for each row.</summary>
    public JsonArray Records => new([.. rows.Select(row => new JsonObject(columns.Select((column, i) => KeyValuePair.Create(column.Name, Cell(i, row[i])))))]);

    /// <summary>A list for each column.</summary>
    public JsonObject Columns => new(columns.Select((column, i) => KeyValuePair.Create(column.Name, (JsonNode?)Column(i))));

    /// <summary>The cells of a column.</summary>
    public JsonArray Column(int index) => new([.. rows.Select(row => Cell(index, row[index]))]);

    /// <summary>The body of a request to <c>/model/score</c>.</summary>
    public string ScoreBody() => new JsonObject { ["fields"] = Names, ["rows"] = Lists }.ToJsonString();

    private JsonNode? Cell(int column, string? text) => areNumbers && text is not null && columns[column].Type == ColumnType.Number ? JsonNode.Parse(text) : text;
}
