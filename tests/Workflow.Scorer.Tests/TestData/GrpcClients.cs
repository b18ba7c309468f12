using System.Globalization;
using System.Runtime.InteropServices;
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

    private enum Form
    {
        Texts,
        Typed,
        Raw,
    }

    /// <summary>Names of the ways to call.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetNames<Form>().SelectMany(form => (string[])[$"gRPC, ModelInfer, {form}", $"gRPC, ModelStreamInfer, {form}"])];

    /// <summary>The client of a name; null where none has it.</summary>
    internal ProtocolClients.Client? Find(string name)
    {
        if (!Names.Contains(name, StringComparer.Ordinal)) return null;
        Form form = Enum.Parse<Form>(name[(name.LastIndexOf(' ') + 1)..]);
        return name.Contains("Stream", StringComparison.Ordinal) ? (scorer, rows) => StreamAsync(scorer, rows, form) : (scorer, rows) => InferAsync(scorer, rows, form);
    }

    public async ValueTask DisposeAsync()
    {
        if (_python.IsValueCreated) await (await _python.Value).DisposeAsync();
    }

    private async Task<double[][]> InferAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows, Form form)
    {
        PythonAnswer answer = await CallAsync(scorer, "ModelInfer", [Request(scorer, rows, form)]);
        return Rows(answer.Only);
    }

    // A message for each row.
    private async Task<double[][]> StreamAsync(RunningScorer scorer, IReadOnlyList<string?[]> rows, Form form)
    {
        PythonAnswer answer = await CallAsync(scorer, "ModelStreamInfer", [.. rows.Select(row => Request(scorer, [row], form))]);
        Assert.True(answer.Code == "OK", answer.Details);
        return [.. answer.Responses.Select(response => Assert.Single(Rows(response.GetProperty("infer_response"))))];
    }

    private async Task<PythonAnswer> CallAsync(RunningScorer scorer, string method, object[] requests) =>
        await (await _python.Value).CallAsync(scorer.GrpcAddress!, new { method, requests });

    private static Dictionary<string, object> Request(RunningScorer scorer, IReadOnlyList<string?[]> rows, Form form)
    {
        var request = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["model_name"] = scorer.Pipeline!.Manifest.Name,
            ["outputs"] = scorer.Pipeline.OutputColumns.Select(name => new { name }),
        };
        if (form == Form.Texts)
        {
            request["inputs"] = (object[])[Tensor("all", "BYTES", [rows.Count, rows[0].Length], "bytes_contents", rows.SelectMany(row => row).Select(Text))];
            return request;
        }

        (string Name, string Type, string?[] Cells)[] columns =
            [.. scorer.Pipeline.InputColumns.Select((column, i) => (column.Name, ProtocolClients.TensorOf(column, rows.Select(row => row[i])), rows.Select(row => row[i]).ToArray()))];
        if (form == Form.Typed)
        {
            request["inputs"] = columns.Select(column => Tensor(
                column.Name, column.Type, [rows.Count], $"{column.Type.ToLowerInvariant()}_contents", column.Cells.Select(cell => column.Type == "BYTES" ? Text(cell) : (object)(cell ?? "NaN"))));
            return request;
        }

        request["inputs"] = columns.Select(column => Tensor(column.Name, column.Type, [rows.Count]));
        request["raw_input_contents"] = columns.Select(column => column.Cells.SelectMany(cell => Raw(column.Type, cell)).ToArray());
        return request;
    }

    private static Dictionary<string, object> Tensor(string name, string datatype, int[] shape, string? field = null, IEnumerable<object>? values = null)
    {
        var tensor = new Dictionary<string, object>(StringComparer.Ordinal) { ["name"] = name, ["datatype"] = datatype, ["shape"] = shape };
        if (field is not null) tensor["contents"] = new Dictionary<string, object?>(StringComparer.Ordinal) { [field] = values };
        return tensor;
    }

    private static byte[] Raw(string type, string? cell)
    {
        if (type == "BYTES") return [.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(cell ?? string.Empty)), .. Encoding.UTF8.GetBytes(cell ?? string.Empty)];
        double number = cell is null ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture);
        return type == "FP32" ? BitConverter.GetBytes((float)number) : BitConverter.GetBytes(number);
    }

    private static string Text(string? cell) => Convert.ToBase64String(Encoding.UTF8.GetBytes(cell ?? string.Empty));

    // Who asks in raw bytes is answered in raw bytes.
    private static double[][] Rows(JsonElement response)
    {
        double[][] columns = response.TryGetProperty("raw_output_contents", out JsonElement raw)
            ? [.. raw.EnumerateArray().Select(bytes => MemoryMarshal.Cast<byte, double>(bytes.GetBytesFromBase64()).ToArray())]
            : [.. response.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("contents").GetProperty("fp64_contents").EnumerateArray().Select(Number).ToArray())];
        return [.. Enumerable.Range(0, columns[0].Length).Select(row => columns.Select(column => column[row]).ToArray())];
    }

    // JSON has no infinite numbers; the client writes them as texts.
    private static double Number(JsonElement number) => number.ValueKind == JsonValueKind.String ? double.Parse(number.GetString()!, CultureInfo.InvariantCulture) : number.GetDouble();
}
