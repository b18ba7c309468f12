using System.Buffers;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scorer.Thrift;
using Workflow.Scoring;

namespace Workflow.Scorer.Tests.Thrift;

/// <summary>Every method answers what JSON-RPC answers, to the bit, and says of what it cannot answer which row, which column and why.</summary>
public sealed class ThriftMethodsTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private static readonly byte[] Row = ThriftCalls.Row(1.5, 2.25, "eco");

    public static TheoryData<bool, bool> Forms => ThriftCalls.Forms;

    private ScoringPipeline Pipeline => shared.Pipeline;

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Call_AnyForm_AnswersEveryMethodInTheSameForm(bool isFramed, bool isStrict)
    {
        using ThriftClient client = await ThriftClient.OpenAsync(shared.Scorer.ThriftPort, isFramed, isStrict);
        Assert.Equal(["temperature", "pressure", "mode"], (await client.CallAsync("get_column_names")).Texts);
        Assert.Equal(Pipeline.TransformedColumns, (await client.CallAsync("get_transformed_column_names")).Texts);
        Assert.Equal(["3", "20", "100"], (await client.CallAsync("get_target_labels")).Texts);
        Assert.Equal(Pipeline.ModelId.ToString(), (await client.CallAsync("get_hash")).Result);
        Assert.Equal(Outputs(1.5, 2.25, 0), (await client.CallAsync("score", ThriftCalls.Score(Row))).Numbers);
        Assert.Equal([Outputs(1.5, 2.25, 0)], (await client.CallAsync("score_batch", ThriftCalls.ScoreBatch([Row]))).Rows);
        ThriftReply reply = await client.CallAsync("get_hash");
        Assert.Equal((MessageType.Reply, "get_hash", 1), (reply.Type, reply.Method, reply.SequenceId));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Score_Flags_AnswerAsJsonRpcDoesToTheBit(bool areMargins, bool areContributions)
    {
        string flags = $"\"output_margin\":{(areMargins ? "true" : "false")},\"pred_contribs\":{(areContributions ? "true" : "false")}";
        string body = $$$"""{"id":1,"method":"score","params":{"row":{"temperature":1.5,"pressure":2.25,"mode":"eco"},{{{flags}}}}}""";
        JsonElement json = await Answers.JsonAsync(await shared.Scorer.PostAsync("rpc", body));
        double[] expected = json.GetProperty("result").Deserialize<double[]>()!;

        Assert.Equal(areContributions ? 12 : 3, expected.Length);
        Assert.Equal(expected, (await CallAsync("score", ThriftCalls.Score(Row, areMargins, areContributions))).Numbers);
        Assert.Equal([expected, expected], (await CallAsync("score_batch", ThriftCalls.ScoreBatch([Row, Row], areMargins, areContributions))).Rows);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    public async Task ScoreBatch_Rows_AnswersAsRowByRow(int count)
    {
        double[][] rows = (await CallAsync("score_batch", ThriftCalls.ScoreBatch([.. Enumerable.Range(0, count).Select(i => ThriftCalls.Row(i % 5, null, "full"))]))).Rows;
        double[][] five = [.. Enumerable.Range(0, 5).Select(i => Outputs(i, double.NaN, 1))];
        Assert.Equal(Enumerable.Range(0, count).Select(i => five[i % 5]), rows);
    }

    // What is absent is missing; a number may come in any of Thrift's types, or as a text.
    [Fact]
    public async Task Score_CellsInOtherForms_AreWhatJsonMakesOfThem()
    {
        Assert.Equal(Outputs(1.5, double.NaN, double.NaN), await ScoreAsync(ThriftCalls.Row(1.5, null, null)));
        Assert.Equal(Outputs(-3, 7, -1), await ScoreAsync(ThriftCalls.Struct(fields =>
        {
            fields.WriteField(ThriftType.Byte, 1);
            fields.WriteByte(unchecked((byte)-3));
            ThriftCalls.Text(fields, 2, " 7 ");
            ThriftCalls.Text(fields, 3, "never seen");
        })));
        Assert.Equal(Outputs(-300, 70_000, -1), await ScoreAsync(ThriftCalls.Struct(fields =>
        {
            fields.WriteField(ThriftType.Int16, 1);
            fields.WriteInt16(-300);
            fields.WriteField(ThriftType.Int32, 2);
            fields.WriteInt32(70_000);
            ThriftCalls.Number(fields, 3, 5);
        })));
        Assert.Equal(Outputs(1L << 40, double.NaN, double.NaN), await ScoreAsync(ThriftCalls.Struct(fields =>
        {
            fields.WriteField(ThriftType.Int64, 1);
            fields.Write((ReadOnlySpan<byte>)[0, 0, 1, 0, 0, 0, 0, 0]);
            ThriftCalls.Text(fields, 2, string.Empty);
        })));
        foreach (double number in (double[])[-0.0, double.Epsilon, 0.1 + 0.2, 3.4e38, -1e-310]) Assert.Equal(Outputs(number, double.NaN, 0), await ScoreAsync(ThriftCalls.Row(number, null, "eco")));
    }

    [Fact]
    public async Task Score_FieldsThatNobodyKnows_ArePassedOver()
    {
        byte[] row = ThriftCalls.Struct(fields =>
        {
            ThriftCalls.Text(fields, 4, "x");
            ThriftCalls.Number(fields, 0, 1);
            fields.WriteField(ThriftType.Map, -5);
            fields.WriteByte((byte)ThriftType.Text);
            fields.WriteList(ThriftType.Struct, 1);
            fields.WriteText("key");
            fields.Write(Row);
            ThriftCalls.Text(fields, 3, "eco");
            ThriftCalls.Number(fields, 1, 1.5);
            ThriftCalls.Number(fields, 2, 2.25);
        });
        byte[] arguments = ThriftCalls.Struct(fields =>
        {
            ThriftCalls.Text(fields, 9, "x");
            fields.WriteField(ThriftType.Struct, 1);
            fields.Write(row);
        });
        Assert.Equal(Outputs(1.5, 2.25, 0), (await CallAsync("score", arguments)).Numbers);
    }

    [Fact]
    public async Task Score_WrongRow_SaysWhichColumnAndWhy()
    {
        await RefusesAsync("column temperature: is missing", ThriftCalls.Row(null, 2, "eco"));
        await RefusesAsync("column temperature: 'NaN' is not a finite number", ThriftCalls.Row(double.NaN, 2, "eco"));
        await RefusesAsync("column temperature: 'Infinity' is not a finite number", ThriftCalls.Row(double.PositiveInfinity, 2, "eco"));
        await RefusesAsync("column temperature: '1E+300' is outside the range of single precision (3.4e38)", ThriftCalls.Row(1e300, 2, "eco"));
        await RefusesAsync("column temperature: 'warm' is not a number", ThriftCalls.Struct(fields => ThriftCalls.Text(fields, 1, "warm")));
        await RefusesAsync("column temperature: is neither a number nor a text, but of type bool", ThriftCalls.Struct(fields => ThriftCalls.Flag(fields, 1, true)));
        await RefusesAsync("column mode: is no text: its bytes are not UTF-8", ThriftCalls.Struct(fields =>
        {
            ThriftCalls.Number(fields, 1, 1);
            ThriftCalls.Text(fields, 3, [0xC3]);
        }));
        await RefusesAsync("column pressure: stands twice; column temperature: is missing", ThriftCalls.Struct(fields =>
        {
            ThriftCalls.Number(fields, 2, 1);
            ThriftCalls.Number(fields, 2, 2);
        }));
        await RefusesAsync("column mode: is neither a number nor a text, but of type list; column temperature: is missing", ThriftCalls.Struct(fields =>
        {
            fields.WriteField(ThriftType.List, 3);
            fields.WriteList(ThriftType.Struct, 1);
            fields.WriteStop();
        }));
    }

    [Fact]
    public async Task ScoreBatch_WrongRows_NamesEachUpToAHundred()
    {
        byte[] wrong = ThriftCalls.Row(null, 2, "eco");
        ThriftReply reply = await CallAsync("score_batch", ThriftCalls.ScoreBatch([Row, wrong, Row, ThriftCalls.Row(double.NaN, null, null)]));
        Assert.Equal((ThriftError.Protocol, "row 1, column temperature: is missing; row 3, column temperature: 'NaN' is not a finite number"), reply.Error);

        string[] reasons = (await CallAsync("score_batch", ThriftCalls.ScoreBatch([.. Enumerable.Repeat(wrong, 3_000)]))).Error.Message.Split("; ");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"row {i}, column temperature: is missing"), reasons);
    }

    [Fact]
    public async Task Score_WrongArguments_SaysWhat()
    {
        await RefusesAsync("score", "\"row\" is missing: a Row is expected", ThriftCalls.Struct(_ => { }));
        await RefusesAsync("score", "\"row\" must be a Row, not string", ThriftCalls.Struct(fields => ThriftCalls.Text(fields, 1, "eco")));
        await RefusesAsync("score", "\"row\" must be a Row, not list", ThriftCalls.ScoreBatch([Row]));
        await RefusesAsync("score", "\"row\" stands twice", [.. ThriftCalls.Score(Row)[..^1], .. ThriftCalls.Score(Row)]);
        await RefusesAsync("score", "\"output_margin\" must be a bool, not double", ThriftCalls.Struct(fields => ThriftCalls.Number(fields, 2, 1)));
        await RefusesAsync("score", "\"pred_contribs\" must be a bool, not string", ThriftCalls.Struct(fields => ThriftCalls.Text(fields, 3, "true")));
        await RefusesAsync("score", "\"pred_contribs\" and \"output_margin\" cannot both be true", ThriftCalls.Score(Row, true, true));
        await RefusesAsync("score_batch", "\"rows\" is missing: a list of Row is expected", ThriftCalls.Struct(_ => { }));
        await RefusesAsync("score_batch", "\"rows\" must be a list of Row, not struct", ThriftCalls.Score(Row));
        await RefusesAsync("score_batch", "\"rows\" must be a list of Row, not of double", ThriftCalls.Struct(fields =>
        {
            fields.WriteField(ThriftType.List, 1);
            fields.WriteList(ThriftType.Double, 1);
            fields.WriteDouble(1);
        }));
    }

    [Fact]
    public async Task Call_UnknownMethod_AnswersWithThoseThatThereAre()
    {
        ThriftReply reply = await CallAsync("scöre", ThriftCalls.Score(Row));
        Assert.Equal(
            (ThriftError.UnknownMethod, "unknown method \"scöre\"; there are: score, score_batch, get_column_names, get_transformed_column_names, get_target_labels, get_hash, get_envelope"),
            reply.Error);
        Assert.Equal("scöre", reply.Method);
    }

    private async Task<double[]> ScoreAsync(byte[] row) => (await CallAsync("score", ThriftCalls.Score(row))).Numbers;

    private Task RefusesAsync(string expected, byte[] row) => RefusesAsync("score", expected, ThriftCalls.Score(row));

    private async Task RefusesAsync(string method, string expected, byte[] arguments) =>
        Assert.Equal((ThriftError.Protocol, expected), (await CallAsync(method, arguments)).Error);

    private async Task<ThriftReply> CallAsync(string method, byte[] arguments)
    {
        using ThriftClient client = await ThriftClient.OpenAsync(shared.Scorer.ThriftPort);
        return await client.CallAsync(method, arguments);
    }

    private double[] Outputs(params double[] cells)
    {
        var outputs = new double[Pipeline.OutputColumns.Count];
        Pipeline.Score(cells, outputs);
        return outputs;
    }
}
