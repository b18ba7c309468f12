using System.Buffers.Binary;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;

namespace Workflow.Scorer.Tests.Grpc;

/// <summary>A client of gRPC may ask where its rows lie, as by REST.</summary>
[Trait("Needs", "Python")]
public sealed class GrpcEnvelopeTests(EnvelopedScorer shared, PythonClient client) : IClassFixture<EnvelopedScorer>, IClassFixture<PythonClient>
{
    private static readonly object[] Outputs = [new { name = "state.100" }, new { name = "envelope.outside" }, new { name = "envelope.columns" }, new { name = "envelope.distance" }];

    private string Model => shared.Pipeline.Manifest.Name;

    [Fact]
    public async Task Infer_Typed_TellsOfEachRow()
    {
        object[] inputs =
        [
            new { name = "temperature", datatype = "FP64", shape = (int[])[2], contents = new { fp64_contents = (double[])[1, -30] } },
            new { name = "pressure", datatype = "FP64", shape = (int[])[2], contents = new { fp64_contents = (double[])[100, 5000] } },
        ];
        JsonElement[] outputs = [.. (await InferAsync(inputs, null)).GetProperty("outputs").EnumerateArray()];
        Assert.Equal(["FP64", "BOOL", "BOOL", "FP64"], outputs.Select(output => output.GetProperty("datatype").GetString()));
        Assert.Equal(["2", "3"], outputs[2].GetProperty("shape").Deserialize<string[]>()!);
        Assert.Equal([false, true], outputs[1].GetProperty("contents").GetProperty("bool_contents").Deserialize<bool[]>()!);
        Assert.Equal([false, false, false, true, true, false], outputs[2].GetProperty("contents").GetProperty("bool_contents").Deserialize<bool[]>()!);
        Assert.Equal([0, 19.7], outputs[3].GetProperty("contents").GetProperty("fp64_contents").Deserialize<double[]>()!.Select(distance => Math.Round(distance, 1)));
    }

    [Fact]
    public async Task Infer_Raw_TellsOfEachRow()
    {
        object[] inputs = [new { name = "temperature", datatype = "FP64", shape = (int[])[2] }];
        string raw = Convert.ToBase64String([.. BitConverter.GetBytes(1.0), .. BitConverter.GetBytes(99.0)]);
        byte[][] outputs = [.. (await InferAsync(inputs, [raw])).GetProperty("raw_output_contents").EnumerateArray().Select(output => output.GetBytesFromBase64())];
        Assert.Equal([0, 1], outputs[1]);
        Assert.Equal([0, 0, 0, 1, 0, 0], outputs[2]);
        Assert.Equal(0, BinaryPrimitives.ReadDoubleLittleEndian(outputs[3]));
    }

    [Fact]
    public async Task Infer_OnlyWhereRowsLie_ScoresNothing()
    {
        object[] inputs = [new { name = "temperature", datatype = "FP64", shape = (int[])[1], contents = new { fp64_contents = (double[])[99] } }];
        object request = new { model_name = Model, inputs, outputs = Outputs[1..2] };
        JsonElement output = Assert.Single((await client.CallAsync(shared.Scorer.GrpcAddress!, new { method = "ModelInfer", requests = (object[])[request] })).Only.GetProperty("outputs").EnumerateArray());
        Assert.Equal([true], output.GetProperty("contents").GetProperty("bool_contents").Deserialize<bool[]>()!);
    }

    private async Task<JsonElement> InferAsync(object[] inputs, string[]? raw)
    {
        object request = raw is null ? new { model_name = Model, inputs, outputs = Outputs } : new { model_name = Model, inputs, outputs = Outputs, raw_input_contents = raw };
        return (await client.CallAsync(shared.Scorer.GrpcAddress!, new { method = "ModelInfer", requests = (object[])[request] })).Only;
    }
}
