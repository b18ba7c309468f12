using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Scorer.Lambda;
using Workflow.Scorer.Streams;
using Workflow.Scoring;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>Scores rows by each protocol of a scorer, and reads the numbers of the answer with all their digits.</summary>
internal static class ProtocolClients
{
    /// <summary>Scores rows: one list of outputs each, NaN where the protocol does not tell one.</summary>
    public delegate Task<double[][]> Client(RunningScorer scorer, IReadOnlyList<string?[]> rows);

    /// <summary>All clients by name.</summary>
    public static IReadOnlyDictionary<string, Client> All { get; } = new Dictionary<string, Client>(
    [
        KeyValuePair.Create<string, Client>("embedded, batch", (scorer, rows) => Task.FromResult(Embedded(scorer.Pipeline!, rows))),
        .. Of("texts", areNumbers: false),
        .. Of("numbers", areNumbers: true),
        KeyValuePair.Create<string, Client>("MLflow, CSV", async (scorer, rows) => Predictions(scorer, await Answers.JsonAsync(await PostAsync(scorer, "invocations", "text/csv", Separated(scorer, rows, ',', areNumbers: true))))),
        KeyValuePair.Create<string, Client>("standard input, CSV", async (scorer, rows) => OfLines(scorer, await OfStandardInputAsync(scorer, BodyFormat.Csv, Separated(scorer, rows, ',', areNumbers: true)), ',')),
        KeyValuePair.Create<string, Client>("standard input, JSON lines", async (scorer, rows) => OfRecords(scorer, await OfStandardInputAsync(scorer, BodyFormat.JsonLines, Lines(Rows(scorer, rows, areNumbers: true))))),
    ],
        StringComparer.Ordinal);

    /// <summary>The datatype that holds the cells of a column exactly; single precision where it does.</summary>
    public static string TensorOf(InputColumn column, IEnumerable<string?> cells) =>
        column.Type == ColumnType.Category ? "BYTES" : cells.All(cell => cell is null || Number(cell) == (float)Number(cell)) ? "FP32" : "FP64";

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

    private static IEnumerable<KeyValuePair<string, Client>> Of(string cells, bool areNumbers)
    {
        Dictionary<string, Client> clients = new(StringComparer.Ordinal)
        {
            ["REST"] = (scorer, rows) => RestAsync(scorer, Rows(scorer, rows, areNumbers)),
            ["REST, only fields that are there"] = (scorer, rows) => RestOfPresentAsync(scorer, rows, areNumbers),
            ["CSV"] = async (scorer, rows) => OfLines(scorer, await TextAsync(scorer, "text/csv", Separated(scorer, rows, ',', areNumbers)), ','),
            ["TSV"] = async (scorer, rows) => OfLines(scorer, await TextAsync(scorer, "text/tab-separated-values", Separated(scorer, rows, '\t', areNumbers)), '\t'),
            ["JSON lines"] = async (scorer, rows) => OfRecords(scorer, await TextAsync(scorer, "application/x-ndjson", Lines(Rows(scorer, rows, areNumbers)))),
            ["Lambda"] = (scorer, rows) => LambdaAsync(scorer, Rows(scorer, rows, areNumbers)),
            ["predict"] = (scorer, rows) => PredictAsync(scorer, Rows(scorer, rows, areNumbers)),
            ["JSON-RPC, row by row"] = (scorer, rows) => RpcAsync(scorer, Rows(scorer, rows, areNumbers)),
            ["JSON-RPC, batch"] = (scorer, rows) => RpcBatchAsync(scorer, Rows(scorer, rows, areNumbers)),
            ["MLflow, split"] = (scorer, rows) => MlflowAsync(scorer, "dataframe_split", Split(Rows(scorer, rows, areNumbers))),
            ["MLflow, records"] = (scorer, rows) => MlflowAsync(scorer, "dataframe_records", Rows(scorer, rows, areNumbers).Records),
            ["MLflow, instances"] = (scorer, rows) => MlflowAsync(scorer, "instances", Rows(scorer, rows, areNumbers).Lists),
            ["MLflow, inputs"] = (scorer, rows) => MlflowAsync(scorer, "inputs", Rows(scorer, rows, areNumbers).Lists),
            ["MLflow, columns"] = (scorer, rows) => MlflowAsync(scorer, "inputs", Rows(scorer, rows, areNumbers).Columns),
            ["Open Inference Protocol"] = (scorer, rows) => areNumbers ? InferenceAsync(scorer, Tensors(scorer, rows)) : InferenceAsync(scorer, new JsonArray(Tensor("all", "BYTES", Rows(scorer, rows, areNumbers).Lists, rows.Count, rows[0].Length))),
            ["Thrift, buffered"] = (scorer, rows) => ThriftAsync(scorer, rows, isFramed: false, areNumbers),
            ["Thrift, framed"] = (scorer, rows) => ThriftAsync(scorer, rows, isFramed: true, areNumbers),
            ["Thrift, row by row"] = (scorer, rows) => ThriftRowByRowAsync(scorer, rows, areNumbers),
        };
        return clients.Select(client => KeyValuePair.Create($"{client.Key}, {cells}", client.Value));
    }

    // Who asks again is answered by what the scorer remembers of the first time.
    private static async Task<double[][]> RestAsync(RunningScorer scorer, JsonRows rows)
    {
        string body = rows.ScoreBody();
        JsonElement[] answers = [await Answers.JsonAsync(await scorer.ScoreAsync(body)), await Answers.JsonAsync(await scorer.ScoreAsync(body)), await Answers.JsonAsync(await scorer.ScoreAsync(body))];
        Assert.All(answers, answer => Assert.Equal(answers[0].GetRawText(), answer.GetRawText()));
        return Scores(answers[0]);
    }

    // Rows without anything but numbers are read on another way than others.
    private static async Task<double[][]> RestOfPresentAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows, bool areNumbers)
    {
        IReadOnlyList<InputColumn> columns = scorer.Pipeline!.InputColumns;
        var scores = new double[rows.Count][];
        foreach (IGrouping<string, int> alike in Enumerable.Range(0, rows.Count).GroupBy(row => string.Concat(rows[row].Select(cell => cell is null ? '0' : '1')), StringComparer.Ordinal))
        {
            int[] there = [.. Enumerable.Range(0, columns.Count).Where(column => alike.Key[column] == '1')];
            double[][] some = await RestAsync(scorer, new JsonRows([.. there.Select(column => columns[column])], [.. alike.Select(row => there.Select(column => rows[row][column]).ToArray())], areNumbers));
            foreach ((int row, double[] score) in alike.Zip(some)) scores[row] = score;
        }

        return scores;
    }

    private static async Task<double[][]> LambdaAsync(RunningScorer scorer, JsonRows rows)
    {
        await using LambdaStandIn lambda = await LambdaStandIn.StartAsync();
        using var runtime = new LambdaRuntime(lambda.Api, scorer.Address, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        Task running = runtime.RunAsync(stop.Token);
        LambdaReport report = await lambda.InvokeAsync(rows.ScoreBody());
        await stop.CancelAsync();
        await running;
        return Scores(JsonElement.Parse(report.Body));
    }

    // Of two classes it tells the second one's probability alone; NaN stands for the other.
    private static async Task<double[][]> PredictAsync(RunningScorer scorer, JsonRows rows)
    {
        var scores = new List<double[]>();
        string target = scorer.Pipeline!.Manifest.Target;
        foreach (JsonNode? record in rows.Records)
        {
            JsonElement answer = await Answers.JsonAsync(await scorer.PostAsync("predict", record!.ToJsonString()));
            if (scorer.Pipeline.OutputColumns.Count != 2) scores.Add(Outputs(scorer, answer));
            else scores.Add([double.NaN, answer.GetProperty($"{target}_probability").GetDouble()]);
        }

        return [.. scores];
    }

    private static async Task<double[][]> RpcAsync(RunningScorer scorer, JsonRows rows)
    {
        var calls = new JsonArray([.. rows.Records.Select((record, i) => (JsonNode)Call(i, "score", new JsonObject { ["row"] = record!.DeepClone() }))]);
        JsonElement answer = await Answers.JsonAsync(await scorer.PostAsync("rpc", calls.ToJsonString()));
        return [.. answer.EnumerateArray().Select(call => call.GetProperty("result").Deserialize<double[]>()!)];
    }

    private static async Task<double[][]> RpcBatchAsync(RunningScorer scorer, JsonRows rows)
    {
        JsonObject call = Call(1, "score_batch", new JsonObject { ["rows"] = rows.Records });
        return (await Answers.JsonAsync(await scorer.PostAsync("rpc", call.ToJsonString()))).GetProperty("result").Deserialize<double[][]>()!;
    }

    private static async Task<double[][]> MlflowAsync(RunningScorer scorer, string name, JsonNode value) =>
        Predictions(scorer, await Answers.JsonAsync(await scorer.PostAsync("invocations", new JsonObject { [name] = value }.ToJsonString())));

    private static async Task<double[][]> InferenceAsync(RunningScorer scorer, JsonArray inputs)
    {
        var names = new JsonArray([.. scorer.Pipeline!.OutputColumns.Select(name => (JsonNode)new JsonObject { ["name"] = name })]);
        var body = new JsonObject { ["inputs"] = inputs, ["outputs"] = names };
        JsonElement answer = await Answers.JsonAsync(await scorer.PostAsync($"v2/models/{scorer.Pipeline.Manifest.Name}/infer", body.ToJsonString()));
        double[][] columns = [.. answer.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("data").Deserialize<double[]>()!)];
        return [.. Enumerable.Range(0, columns[0].Length).Select(row => columns.Select(column => column[row]).ToArray())];
    }

    private static JsonArray Tensors(RunningScorer scorer, IReadOnlyList<string?[]> rows)
    {
        JsonRows cells = Rows(scorer, rows, areNumbers: true);
        return new([.. scorer.Pipeline!.InputColumns.Select((column, i) => (JsonNode)Tensor(column.Name, TensorOf(column, rows.Select(row => row[i])), cells.Column(i), rows.Count))]);
    }

    private static JsonObject Tensor(string name, string type, JsonArray data, params int[] shape) =>
        new() { ["name"] = name, ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]), ["datatype"] = type, ["data"] = data };

    private static async Task<double[][]> ThriftAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows, bool isFramed, bool areNumbers)
    {
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort, isFramed);
        return (await client.CallAsync("score_batch", ThriftCalls.ScoreBatch([.. rows.Select(row => ThriftRow(scorer, row, areNumbers))]))).Rows;
    }

    private static async Task<double[][]> ThriftRowByRowAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows, bool areNumbers)
    {
        using ThriftClient client = await ThriftClient.OpenAsync(scorer.ThriftPort, isFramed: true);
        var scores = new List<double[]>();
        foreach (string?[] row in rows) scores.Add((await client.CallAsync("score", ThriftCalls.Score(ThriftRow(scorer, row, areNumbers)))).Numbers);
        return [.. scores];
    }

    private static byte[] ThriftRow(RunningScorer scorer, string?[] row, bool areNumbers) => ThriftCalls.Struct(fields =>
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] is not { } cell) continue;
            if (areNumbers && scorer.Pipeline!.InputColumns[i].Type == ColumnType.Number) ThriftCalls.Number(fields, (short)(i + 1), Number(cell));
            else ThriftCalls.Text(fields, (short)(i + 1), cell);
        }
    });

    private static async Task<string> OfStandardInputAsync(RunningScorer scorer, BodyFormat format, string rows)
    {
        var output = new MemoryStream();
        var error = new StringWriter();
        int code = await StandardScoring.RunAsync(new ScorerOptions { Pipeline = scorer.PipelineFile }, format, new MemoryStream(Encoding.UTF8.GetBytes(rows)), output, error);
        Assert.Equal((0, string.Empty), (code, error.ToString()));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static Task<HttpResponseMessage> PostAsync(RunningScorer scorer, string path, string type, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return scorer.PostAsync(path, content);
    }

    private static async Task<string> TextAsync(RunningScorer scorer, string type, string body) => await Answers.TextAsync(await PostAsync(scorer, "model/score", type, body));

    // A line of nothing but blanks would be no row.
    private static string Separated(RunningScorer scorer, IReadOnlyList<string?[]> rows, char delimiter, bool areNumbers)
    {
        IReadOnlyList<InputColumn> columns = scorer.Pipeline!.InputColumns;
        IEnumerable<string> header = columns.Select(column => $"\"{column.Name}\"");
        IEnumerable<IEnumerable<string>> lines = rows.Select(row => row.Select((cell, i) => areNumbers && columns[i].Type == ColumnType.Number && Array.Exists(row, other => other is not null) ? cell ?? string.Empty : $"\"{cell}\""));
        return string.Concat(lines.Prepend(header).Select(line => $"{string.Join(delimiter, line)}\n"));
    }

    private static string Lines(JsonRows rows) => string.Concat(rows.Records.Select(record => $"{record!.ToJsonString()}\n"));

    private static double[][] OfLines(RunningScorer scorer, string text, char delimiter) =>
        [.. text.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split(delimiter)[..scorer.Pipeline!.OutputColumns.Count].Select(Number).ToArray())];

    private static double[][] OfRecords(RunningScorer scorer, string text) => [.. text.TrimEnd('\n').Split('\n').Select(line => Outputs(scorer, JsonElement.Parse(line)))];

    private static double[][] Predictions(RunningScorer scorer, JsonElement answer) => [.. answer.GetProperty("predictions").EnumerateArray().Select(record => Outputs(scorer, record))];

    private static double[][] Scores(JsonElement answer) => [.. answer.GetProperty("score").EnumerateArray().Select(row => row.EnumerateArray().Select(text => Number(text.GetString()!)).ToArray())];

    private static JsonObject Split(JsonRows rows) => new() { ["columns"] = rows.Names, ["data"] = rows.Lists };

    private static JsonObject Call(int id, string method, JsonObject parameters) => new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters };

    private static JsonRows Rows(RunningScorer scorer, IReadOnlyList<string?[]> rows, bool areNumbers) => new(scorer.Pipeline!.InputColumns, rows, areNumbers);

    private static double[] Outputs(RunningScorer scorer, JsonElement record) => [.. scorer.Pipeline!.OutputColumns.Select(name => record.GetProperty(name).GetDouble())];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
