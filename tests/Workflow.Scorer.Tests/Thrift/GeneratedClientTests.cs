using System.Text.Json;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scorer.Thrift;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Scoring.Schema;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Thrift;

/// <summary>Code generated from the served file, with Thrift's own library, gets the numbers of JSON-RPC to the bit.</summary>
[Trait("Needs", "Python")]
public sealed class GeneratedClientTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private static readonly object Row = new { temperature = 1.5, pressure = 2.25, mode = "eco" };

    private static readonly object[] Rows =
        [Row, new { temperature = -3.5, pressure = 0.1 + 0.2, mode = "übrig" }, new { temperature = 7 }, new { temperature = 1e-300, mode = "never seen" }];

    private ScoringPipeline Pipeline => shared.Pipeline;

    [Theory]
    [InlineData("buffered", "strict")]
    [InlineData("framed", "strict")]
    [InlineData("buffered", "old")]
    [InlineData("framed", "old")]
    [InlineData("buffered", "accelerated")]
    [InlineData("framed", "accelerated")]
    public async Task Call_EveryMethod_AnswersAsJsonRpcToTheBit(string transport, string protocol)
    {
        using GeneratedClient client = await GeneratedClient.GenerateAsync(shared.Scorer);
        JsonElement[] answers = await client.CallAsync(
            transport,
            protocol,
            ["get_hash"],
            ["get_column_names"],
            ["get_transformed_column_names"],
            ["get_target_labels"],
            ["score_batch", Rows, false, false],
            ["score_batch", Rows, true, false],
            ["score_batch", Rows, false, true],
            ["score_batch", Array.Empty<object>(), false, false],
            ["score", Rows[1], false, false],
            ["score", Rows[1], true, false],
            ["score", Rows[1], false, true],
            ["score", Rows[2], null, null]);

        Assert.Equal(Pipeline.ModelId, Result(answers[0]).GetGuid());
        Assert.Equal(["temperature", "pressure", "mode"], Result(answers[1]).Deserialize<string[]>()!);
        Assert.Equal(Pipeline.TransformedColumns, Result(answers[2]).Deserialize<string[]>()!);
        Assert.Equal(["3", "20", "100"], Result(answers[3]).Deserialize<string[]>()!);
        string[] flags = [string.Empty, ",\"output_margin\":true", ",\"pred_contribs\":true"];
        for (int i = 0; i < flags.Length; i++)
        {
            double[][] expected = await ByJsonRpcAsync(flags[i]);
            Assert.Equal(expected, Numbers(answers[4 + i]));
            Assert.Equal(expected[1], Result(answers[8 + i]).EnumerateArray().Select(GeneratedClient.Number));
        }

        Assert.Empty(Numbers(answers[7]));
        Assert.Equal((await ByJsonRpcAsync(string.Empty))[2], Result(answers[11]).EnumerateArray().Select(GeneratedClient.Number));
    }

    [Theory]
    [InlineData("buffered")]
    [InlineData("framed")]
    public async Task Call_ThatCannotBeAnswered_RaisesWhatIsWrongAndTheNextOneIsAnswered(string transport)
    {
        using GeneratedClient client = await GeneratedClient.GenerateAsync(shared.Scorer);
        JsonElement[] answers = await client.CallAsync(
            transport,
            "strict",
            ["score", new { pressure = 1.0 }, false, false],
            ["score_batch", new[] { Row, new { temperature = 1e300 } }, false, false],
            ["score", Row, true, true],
            ["score", Row, false, false]);
        Assert.Equal((ThriftError.Protocol, "column temperature: is missing"), Error(answers[0]));
        Assert.Equal((ThriftError.Protocol, "row 1, column temperature: '1E+300' is outside the range of single precision (3.4e38)"), Error(answers[1]));
        Assert.Equal((ThriftError.Protocol, "\"pred_contribs\" and \"output_margin\" cannot both be true"), Error(answers[2]));
        Assert.Equal(3, Result(answers[3]).GetArrayLength());
    }

    [Theory]
    [InlineData("buffered")]
    [InlineData("framed")]
    public async Task GetEnvelope_RowsOutside_SaysWhichByWhatAndHowFar(string transport)
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Enveloped().ToZip().ToBytes(), new ScorerOptions { ThriftPort = 0 });
        using GeneratedClient client = await GeneratedClient.GenerateAsync(scorer);
        object[] rows = [new { temperature = 1.0, pressure = 100.0, mode = "eco" }, new { temperature = -30.0, pressure = 5000.0 }, new { temperature = 1.0, mode = "never" }];
        JsonElement[] answers = await client.CallAsync(transport, "strict", ["get_envelope", rows], ["get_envelope", Array.Empty<object>()], ["get_envelope", new[] { new { mode = "eco" } }]);
        JsonElement envelope = Result(answers[0]);
        Assert.Equal(2, envelope.GetProperty("rows_outside").GetInt32());
        JsonElement[] outside = [.. envelope.GetProperty("outside").EnumerateArray()];
        Assert.Equal([1, 2], outside.Select(row => row.GetProperty("row").GetInt32()));
        Assert.Equal(["[\"temperature\", \"pressure\"]", "[\"mode\"]"], outside.Select(row => row.GetProperty("columns").GetRawText()));
        Assert.Equal(0, GeneratedClient.Number(outside[1].GetProperty("distance")));
        Assert.Equal(0, Result(answers[1]).GetProperty("rows_outside").GetInt32());
        Assert.Equal((ThriftError.Protocol, "row 0, column temperature: is missing"), Error(answers[2]));
    }

    [Fact]
    public async Task GetEnvelope_OfAPipelineWithoutOne_SaysSo()
    {
        using GeneratedClient client = await GeneratedClient.GenerateAsync(shared.Scorer);
        (int type, string message) = Error(Assert.Single(await client.CallAsync("framed", "strict", ["get_envelope", Rows])));
        Assert.Equal(ThriftError.Internal, type);
        Assert.StartsWith("this pipeline does not know where its training rows lay", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("buffered")]
    [InlineData("framed")]
    public async Task ScoreBatch_ManyRows_AnswersAsRowByRow(string transport)
    {
        using GeneratedClient client = await GeneratedClient.GenerateAsync(shared.Scorer);
        object[] many = [.. Enumerable.Range(0, 20_000).Select(i => Rows[i % Rows.Length])];
        double[][] four = await ByJsonRpcAsync(string.Empty);
        JsonElement[] answers = await client.CallAsync(transport, "accelerated", ["score_batch", many, false, false]);
        Assert.Equal(many.Select((_, i) => four[i % four.Length]), Numbers(answers[0]));
    }

    // Names that meet, that no language takes, and that would end a comment or a text in generated code.
    [Fact]
    public async Task Generate_ColumnsOfAnyName_GivesEachAField()
    {
        string[] names = ["a_b", "aB", "class", "read", "self", "10 %", "温度", "x\n} evil", "*/ \"\"\" import os", "nonlocal", "i64", "row", "Row"];
        await using RunningScorer scorer = await RunningScorer.StartAsync(Named(names).ToZip().ToBytes(), new ScorerOptions { ThriftPort = 0 });
        using GeneratedClient client = await GeneratedClient.GenerateAsync(scorer);
        string[] fields = FieldIdentifiers.Of(names);
        Dictionary<string, object> row = fields.Select((field, i) => (field, value: (object)(i + 0.5))).ToDictionary(StringComparer.Ordinal);
        JsonElement[] answers = await client.CallAsync("buffered", "strict", ["get_column_names"], ["score", row, false, false]);
        Assert.Equal(names, Result(answers[0]).Deserialize<string[]>()!);
        var outputs = new double[1];
        scorer.Pipeline!.Score([.. names.Select((_, i) => i + 0.5)], outputs);
        Assert.Equal(outputs, Result(answers[1]).EnumerateArray().Select(GeneratedClient.Number));
    }

    private static PipelineDraft Named(string[] names)
    {
        PipelineDraft sample = SamplePipelines.Regression();
        PipelineManifest manifest = sample.Manifest with
        {
            Columns = [.. names.Select(name => new InputColumn { Name = name, Type = ColumnType.Number, AcceptsMissing = true })],
            Features = [.. names.Take(4).Select(name => new Scoring.Features.FeatureStep(name, Scoring.Features.FeatureKind.Number, name))],
        };
        return (sample with { Manifest = manifest }).WithTrueAnswers([[.. names.Select(_ => "1")]]);
    }

    private async Task<double[][]> ByJsonRpcAsync(string flags)
    {
        string body = $$$"""{"id":1,"method":"score_batch","params":{"rows":{{{JsonSerializer.Serialize(Rows)}}}{{{flags}}}}}""";
        return (await Answers.JsonAsync(await shared.Scorer.PostAsync("rpc", body))).GetProperty("result").Deserialize<double[][]>()!;
    }

    private static double[][] Numbers(JsonElement answer) => [.. Result(answer).EnumerateArray().Select(row => row.EnumerateArray().Select(GeneratedClient.Number).ToArray())];

    private static JsonElement Result(JsonElement answer)
    {
        Assert.True(answer.TryGetProperty("result", out JsonElement result), answer.ToString());
        return result;
    }

    private static (int Type, string Message) Error(JsonElement answer)
    {
        Assert.True(answer.TryGetProperty("error", out JsonElement error), answer.ToString());
        return (error[0].GetInt32(), error[1].GetString()!);
    }
}
