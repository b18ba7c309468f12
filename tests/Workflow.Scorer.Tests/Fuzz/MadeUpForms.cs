using System.Text;
using System.Text.Json.Nodes;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Writes made-up rows in each of the forms that the scorer reads.</summary>
internal static class MadeUpForms
{
    /// <summary>All forms by name.</summary>
    public static IReadOnlyDictionary<string, Func<MadeUpRows, FuzzRequest>> All { get; } = new Dictionary<string, Func<MadeUpRows, FuzzRequest>>(StringComparer.Ordinal)
    {
        ["score"] = rows => Json("/model/score", new JsonObject { ["fields"] = Names(rows), ["rows"] = Lists(rows) }),
        ["score, contributions"] = rows => Json("/model/score", new JsonObject { ["fields"] = Names(rows), ["rows"] = Lists(rows), ["requestShapleyValueType"] = "ORIGINAL" }),
        ["contribution"] = rows => Json("/model/contribution", new JsonObject { ["fields"] = Names(rows), ["rows"] = Lists(rows), ["requestShapleyValueType"] = "TRANSFORMED" }),
        ["score, CSV"] = rows => Text("/model/score", "text/csv", Separated(rows, ',')),
        ["score, TSV"] = rows => Text("/model/score", "text/tab-separated-values", Separated(rows, '\t')),
        ["score, JSON lines"] = rows => Text("/model/score", "application/x-ndjson", Lines(rows)),
        ["MLflow, CSV"] = rows => Text("/invocations", "text/csv", Separated(rows, ',')),
        ["MLflow, JSON lines"] = rows => Text("/invocations", "application/x-ndjson", Lines(rows)),
        ["MLflow, split"] = rows => Json("/invocations", new JsonObject { ["dataframe_split"] = new JsonObject { ["columns"] = Names(rows), ["data"] = Lists(rows) } }),
        ["MLflow, records"] = rows => Text("/invocations", "application/json", $"{{\"dataframe_records\":[{string.Join(',', Records(rows))}]}}"),
        ["MLflow, instances"] = rows => Json("/invocations", new JsonObject { ["instances"] = Lists(rows) }),
        ["MLflow, columns"] = rows => Text("/invocations", "application/json", $"{{\"inputs\":{{{string.Join(',', rows.Names.Select((name, i) => $"{Value(name)}:[{string.Join(',', rows.Rows.Select(row => Value(row.ElementAtOrDefault(i))))}]"))}}}}}"),
        ["RPC"] = rows => Text("/rpc", "application/json", $"[{string.Join(',', Records(rows).Select((record, i) => $"{{\"jsonrpc\":\"2.0\",\"id\":{i},\"method\":\"score\",\"params\":{{\"row\":{record}}}}}").DefaultIfEmpty("1"))}]"),
        ["RPC, batch"] = rows => Text("/rpc", "application/json", $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"score_batch\",\"params\":{{\"rows\":[{string.Join(',', Records(rows))}]}}}}"),
        ["predict"] = rows => Text("/predict", "application/json", Records(rows).FirstOrDefault("{}")),
        ["infer"] = rows => Json(
            "/v2/models/sample/infer",
            new JsonObject { ["inputs"] = new JsonArray(new JsonObject { ["name"] = "all", ["datatype"] = "BYTES", ["shape"] = new JsonArray(rows.Rows.Length, rows.Names.Length), ["data"] = Lists(rows) }) }),
    };

    private static FuzzRequest Json(string path, JsonObject body) => Text(path, "application/json", body.ToJsonString());

    private static FuzzRequest Text(string path, string type, string body) => new("POST", path, Encoding.UTF8.GetBytes(body)) { Headers = [("Content-Type", type)] };

    private static JsonArray Names(MadeUpRows rows) => new([.. rows.Names.Select(name => (JsonNode)name)]);

    private static JsonArray Lists(MadeUpRows rows) => new([.. rows.Rows.Select(row => new JsonArray([.. row.Select(cell => (JsonNode?)cell)]))]);

    // As text: a name may stand twice.
    private static IEnumerable<string> Records(MadeUpRows rows) => rows.Rows.Select(row => $"{{{string.Join(',', rows.Names.Zip(row, (name, cell) => $"{Value(name)}:{Value(cell)}"))}}}");

    private static string Lines(MadeUpRows rows) => string.Concat(Records(rows).Select(record => $"{record}\n"));

    // As it stands in the made-up text, where it looks like a number.
    private static string Value(string? cell) => cell is null ? "null" : HardValues.Numbers.Contains(cell) ? cell : JsonValue.Create(cell).ToJsonString();

    private static string Separated(MadeUpRows rows, char delimiter) =>
        string.Concat(rows.Rows.Prepend(rows.Names).Select(row => $"{string.Join(delimiter, row.Select(cell => cell is null ? string.Empty : cell.IndexOfAny(['"', '\r', '\n', delimiter]) < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))}\r\n"));
}
