using System.Globalization;
using System.Text;
using System.Text.Json;
using Workflow.Scorer.Tests.Grpc;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>Scores rows by gRPC as <see cref="ProtocolClients"/> does by the other protocols, with a client that others wrote.</summary>
public sealed class GrpcClients : IAsyncDisposable
{
    private readonly Lazy<Task<PythonClient>> _python = new(async () =>
    {
        var client = new PythonClient();
        await client.InitializeAsync();
        return client;
    });

    /// <summary>Names of the ways to call.</summary>
    public static IReadOnlyList<string> Names { get; } = ["gRPC, ModelInfer", "gRPC, ModelStreamInfer"];

    /// <summary>The client of a name; null where none has it.</summary>
    internal ProtocolClients.Client? Find(string name) => name switch
    {
        "gRPC, ModelInfer" => InferAsync,
        "gRPC, ModelStreamInfer" => StreamAsync,
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        if (_python.IsValueCreated) await (await _python.Value).DisposeAsync();
    }

    private async Task<double[][]> InferAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows)
    {
        PythonAnswer answer = await CallAsync(scorer, "ModelInfer", [Request(scorer, rows)]);
        return Rows(answer.Only);
    }

    // A message for each row.
    private async Task<double[][]> StreamAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows)
    {
        PythonAnswer answer = await CallAsync(scorer, "ModelStreamInfer", [.. rows.Select(row => Request(scorer, [row]))]);
        Assert.True(answer.Code == "OK", answer.Details);
        return [.. answer.Responses.Select(response => Assert.Single(Rows(response.GetProperty("infer_response"))))];
    }

    private async Task<PythonAnswer> CallAsync(RunningScorer scorer, string method, object[] requests) =>
        await (await _python.Value).CallAsync(scorer.GrpcAddress!, new { method, requests });

    private static object Request(RunningScorer scorer, IReadOnlyList<string?[]> rows) => new
    {
        model_name = scorer.Pipeline!.Manifest.Name,
        inputs = (object[])
        [
            new
            {
                name = "all",
                datatype = "BYTES",
                shape = (int[])[rows.Count, rows[0].Length],
                contents = new { bytes_contents = rows.SelectMany(row => row).Select(cell => Convert.ToBase64String(Encoding.UTF8.GetBytes(cell ?? string.Empty))) },
            },
        ],
        outputs = scorer.Pipeline.OutputColumns.Select(name => new { name }),
    };

    private static double[][] Rows(JsonElement response)
    {
        double[][] columns = [.. response.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("contents").GetProperty("fp64_contents").EnumerateArray().Select(Number).ToArray())];
        return [.. Enumerable.Range(0, columns[0].Length).Select(row => columns.Select(column => column[row]).ToArray())];
    }

    // JSON has no infinite numbers; the client writes them as texts.
    private static double Number(JsonElement number) => number.ValueKind == JsonValueKind.String ? double.Parse(number.GetString()!, CultureInfo.InvariantCulture) : number.GetDouble();
}
