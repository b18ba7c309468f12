using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Scoring;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>Scores rows by each protocol of a scorer, and reads the numbers of the answer with all their digits.</summary>
internal static class ProtocolClients
{
    /// <summary>Scores rows: one list of outputs each.</summary>
    public delegate Task<double[][]> Client(RunningScorer scorer, IReadOnlyList<string?[]> rows);

    /// <summary>All clients by name.</summary>
    public static IReadOnlyDictionary<string, Client> All { get; } = new Dictionary<string, Client>(StringComparer.Ordinal)
    {
        ["embedded, batch"] = (scorer, rows) => Task.FromResult(Embedded(scorer.Pipeline!, rows)),
        ["REST"] = RestAsync,
        ["CSV"] = (scorer, rows) => SeparatedAsync(scorer, rows, ',', "text/csv"),
        ["TSV"] = (scorer, rows) => SeparatedAsync(scorer, rows, '\t', "text/tab-separated-values"),
        ["JSON lines"] = JsonLinesAsync,
        ["JSON-RPC, row by row"] = RpcAsync,
        ["JSON-RPC, batch"] = RpcBatchAsync,
        ["MLflow, split"] = (scorer, rows) => MlflowAsync(scorer, new JsonObject { ["dataframe_split"] = new JsonObject { ["columns"] = Names(scorer), ["data"] = Lists(rows) } }),
        ["MLflow, records"] = (scorer, rows) => MlflowAsync(scorer, new JsonObject { ["dataframe_records"] = Records(scorer, rows) }),
        ["MLflow, columns"] = (scorer, rows) => MlflowAsync(scorer, new JsonObject { ["inputs"] = Columns(scorer, rows) }),
        ["Open Inference Protocol"] = InferenceAsync,
        ["Thrift, buffered"] = (scorer, rows) => ThriftAsync(scorer, rows, isFramed: false),
        ["Thrift, framed"] = (scorer, rows) => ThriftAsync(scorer, rows, isFramed: true),
    };

    /// <summary>What the runtime answers to the rows of a batch.</summary>
    public static double[][] Embedded(ScoringPipeline pipeline, IReadOnlyList<string?[]> rows)
    {
        int width = pipeline.InputColumns.Count, outputs = pipeline.OutputColumns.Count;
        var cells = new double[rows.Count * width];
        for (int i = 0; i < cells.Length; i++) Assert.Null(pipeline.Parser(i % width).Parse(rows[i / width][i % width] ?? string.Empty, out cells[i]));
        var scores = new double[rows.Count * outputs];
        pipeline.Score(cells, scores);
        return [.. scores.Chunk(outputs)];
    }

    private static async Task<double[][]> RestAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows)
    {
        var body = new JsonObject { ["fields"] = Names(scorer), ["rows"] = Lists(rows) };
        JsonElement answer = await Answers.JsonAsync(await scorer.ScoreAsync(body.ToJsonString()));
        return [.. answer.GetProperty("score").EnumerateArray().Select(row => row.EnumerateArray().Select(text => Number(text.GetString()!)).ToArray())];
    }

    private static async Task<double[][]> SeparatedAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows, char delimiter, string type)
    {
        IEnumerable<string> header = scorer.Pipeline!.InputColumns.Select(column => column.Name);
        string body = string.Join('\n', rows.Select(row => row.Select(cell => cell ?? string.Empty)).Prepend(header).Select(row => string.Join(delimiter, row.Select(cell => $"\"{cell}\"")))) + "\n";
        string text = await Answers.TextAsync(await PostAsync(scorer, type, body));
        int outputs = scorer.Pipeline.OutputColumns.Count;
        return [.. text.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split(delimiter)[..outputs].Select(Number).ToArray())];
    }

    private static async Task<double[][]> JsonLinesAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows)
    {
        string body = string.Concat(Records(scorer, rows).Select(record => $"{record!.ToJsonString()}\n"));
        string text = await Answers.TextAsync(await PostAsync(scorer, "application/x-ndjson", body));
        return [.. text.TrimEnd('\n').Split('\n').Select(line => Outputs(scorer, JsonElement.Parse(line)))];
    }

    private static async Task<double[][]> RpcAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows)
    {
        var calls = new JsonArray([.. Records(scorer, rows).Select((record, i) => (JsonNode)Call(i, "score", new JsonObject { ["row"] = record!.DeepClone() }))]);
        JsonElement answer = await Answers.JsonAsync(await scorer.PostAsync("rpc", calls.ToJsonString()));
        return [.. answer.EnumerateArray().Select(call => call.GetProperty("result").Deserialize<double[]>()!)];
    }

    private static async Task<double[][]> RpcBatchAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows)
    {
        JsonObject call = Call(1, "score_batch", new JsonObject { ["rows"] = Records(scorer, rows) });
        return (await Answers.JsonAsync(await scorer.PostAsync("rpc", call.ToJsonString()))).GetProperty("result").Deserialize<double[][]>()!;
    }

    private static async Task<double[][]> MlflowAsync(RunningScorer scorer, JsonObject body)
    {
        JsonElement answer = await Answers.JsonAsync(await scorer.PostAsync("invocations", body.ToJsonString()));
        return [.. answer.GetProperty("predictions").EnumerateArray().Select(record => Outputs(scorer, record))];
    }

    private static async Task<double[][]> InferenceAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows)
    {
        var tensor = new JsonObject { ["name"] = "all", ["shape"] = new JsonArray(rows.Count, rows[0].Length), ["datatype"] = "BYTES", ["data"] = Lists(rows) };
        var names = new JsonArray([.. scorer.Pipeline!.OutputColumns.Select(name => (JsonNode)new JsonObject { ["name"] = name })]);
        var body = new JsonObject { ["inputs"] = new JsonArray(tensor), ["outputs"] = names };
        JsonElement answer = await Answers.JsonAsync(await scorer.PostAsync($"v2/models/{scorer.Pipeline.Manifest.Name}/infer", body.ToJsonString()));
        double[][] columns = [.. answer.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("data").Deserialize<double[]>()!)];
        return [.. Enumerable.Range(0, rows.Count).Select(row => columns.Select(column => column[row]).ToArray())];
    }

    private static async Task<double[][]> ThriftAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows, bool isFramed)
    {
        byte[][] structs = [.. rows.Select(row => ThriftCalls.Struct(fields =>
        {
            for (int i = 0; i < row.Length; i++)
            {
                if (row[i] is { } cell) ThriftCalls.Text(fields, (short)(i + 1), cell);
            }
        }))];
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort, isFramed);
        return (await client.CallAsync("score_batch", ThriftCalls.ScoreBatch(structs))).Rows;
    }

    private static Task<HttpResponseMessage> PostAsync(RunningScorer scorer, string type, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return scorer.PostAsync("model/score", content);
    }

    private static JsonObject Call(int id, string method, JsonObject parameters) => new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters };

    private static JsonArray Names(RunningScorer scorer) => new([.. scorer.Pipeline!.InputColumns.Select(column => (JsonNode)column.Name)]);

    private static JsonArray Lists(IReadOnlyList<string?[]> rows) => new([.. rows.Select(row => new JsonArray([.. row.Select(cell => (JsonNode?)cell)]))]);

    private static JsonArray Records(RunningScorer scorer, IReadOnlyList<string?[]> rows) =>
        new([.. rows.Select(row => new JsonObject(scorer.Pipeline!.InputColumns.Select((column, i) => KeyValuePair.Create(column.Name, (JsonNode?)row[i]))))]);

    private static JsonObject Columns(RunningScorer scorer, IReadOnlyList<string?[]> rows) =>
        new(scorer.Pipeline!.InputColumns.Select((column, i) => KeyValuePair.Create(column.Name, (JsonNode?)new JsonArray([.. rows.Select(row => (JsonNode?)row[i])]))));

    private static double[] Outputs(RunningScorer scorer, JsonElement record) => [.. scorer.Pipeline!.OutputColumns.Select(name => record.GetProperty(name).GetDouble())];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
