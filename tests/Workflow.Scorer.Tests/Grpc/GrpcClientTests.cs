using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Grpc;

/// <summary>The Open Inference Protocol, version 2, by gRPC as a real client sees it.</summary>
[Trait("Needs", "Python")]
public sealed class GrpcClientTests(GrpcScorer shared, PythonClient client) : IClassFixture<GrpcScorer>, IClassFixture<PythonClient>
{
    private static readonly double[] Temperatures = [1, -3];
    private static readonly string[] Modes = ["eco", "full"];

    private string Model => shared.Pipeline.Manifest.Name;

    public static TheoryData<string, object, object> Typed => new()
    {
        { "FP64", new { fp64_contents = new[] { 1.1, -3.7 } }, new[] { 1.1, -3.7 } },
        { "FP32", new { fp32_contents = Temperatures }, Temperatures },
        { "INT8", new { int_contents = Temperatures }, Temperatures },
        { "INT16", new { int_contents = Temperatures }, Temperatures },
        { "INT32", new { int_contents = Temperatures }, Temperatures },
        { "INT64", new { int64_contents = Temperatures }, Temperatures },
        { "UINT8", new { uint_contents = new[] { 1, 7 } }, new[] { 1, 7 } },
        { "UINT32", new { uint_contents = new[] { 1, 4e9 } }, new[] { 1, 4e9 } },
        { "UINT64", new { uint64_contents = new[] { 1, 7 } }, new[] { 1, 7 } },
        { "BOOL", new { bool_contents = new[] { true, false } }, new[] { 1, 0 } },
        { "BYTES", new { bytes_contents = Texts("1.5", " -3 ") }, new[] { "1.5", " -3 " } },
    };

    public static TheoryData<string, byte[], object> Raw => new()
    {
        { "FP64", [.. BitConverter.GetBytes(1.1), .. BitConverter.GetBytes(-3.7)], new[] { 1.1, -3.7 } },
        { "FP32", [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-3f)], new[] { 1.5, -3 } },
        { "FP16", [.. BitConverter.GetBytes((Half)1.5), .. BitConverter.GetBytes((Half)(-3))], new[] { 1.5, -3 } },
        { "INT8", [1, 0xFD], Temperatures },
        { "INT16", [1, 0, 0xFD, 0xFF], Temperatures },
        { "INT32", [1, 0, 0, 0, 0xFD, 0xFF, 0xFF, 0xFF], Temperatures },
        { "INT64", [1, 0, 0, 0, 0, 0, 0, 0, 0xFD, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], Temperatures },
        { "UINT8", [1, 0xFD], new[] { 1, 253 } },
        { "UINT16", [1, 0, 0xFD, 0xFF], new[] { 1, 65533 } },
        { "UINT32", [1, 0, 0, 0, 0xFD, 0xFF, 0xFF, 0xFF], new[] { 1.0, 4_294_967_293.0 } },
        { "UINT64", [1, 0, 0, 0, 0, 0, 0, 0, 0xFD, 0, 0, 0, 0, 0, 0, 0], new[] { 1, 253 } },
        { "BOOL", [1, 0], new[] { 1, 0 } },
        { "BYTES", [3, 0, 0, 0, .. "1.5"u8, 2, 0, 0, 0, .. "-3"u8], new[] { "1.5", "-3" } },
    };

    [Fact]
    public async Task Server_AndItsModel_TellWhatTheyAre()
    {
        object named = new { name = Model }, versioned = new { name = Model, version = shared.Pipeline.ModelId };
        PythonAnswer[] answers = await client.CallAsync(
            shared.Address,
            [Call("ServerLive", new { }), Call("ServerReady", new { }), Call("ServerMetadata", new { }), Call("ModelReady", named), Call("ModelReady", versioned), Call("ModelMetadata", named)]);
        Assert.True(answers[0].Only.GetProperty("live").GetBoolean());
        Assert.True(answers[1].Only.GetProperty("ready").GetBoolean());
        JsonElement rest = await Answers.JsonAsync(await shared.Scorer.GetAsync("v2"));
        Assert.All(["name", "version"], member => Assert.Equal(rest.GetProperty(member).GetString(), answers[2].Only.GetProperty(member).GetString()));
        Assert.All(answers[3..5], answer => Assert.True(answer.Only.GetProperty("ready").GetBoolean()));
        JsonElement model = await Answers.JsonAsync(await shared.Scorer.GetAsync($"v2/models/{Model}"));
        Assert.Equal(model.GetRawText(), answers[5].Only.GetRawText().Replace("\"-1\"", "-1", StringComparison.Ordinal).Replace(", ", ",", StringComparison.Ordinal).Replace(": ", ":", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Typed))]
    public async Task Infer_TypedContents_AnswersWhatRestDoes(string type, object contents, object data)
    {
        object[] inputs = [new { name = "mode", datatype = "BYTES", shape = (int[])[2, 1], contents = new { bytes_contents = Texts(Modes) } }, new { name = "other", shape = (int[])[7] }, new { name = "temperature", datatype = type, shape = (int[])[2], contents }];
        await AssertAsRestAsync(new { model_name = Model, id = "a\"ü", inputs }, data, isRaw: false);
    }

    [Theory]
    [MemberData(nameof(Raw))]
    public async Task Infer_RawContents_AnswersRawWhatRestDoes(string type, byte[] raw, object data)
    {
        object[] inputs = [new { name = "mode", datatype = "BYTES", shape = (int[])[2] }, new { name = "other", datatype = "FP32", shape = (int[])[1] }, new { name = "temperature", datatype = type, shape = (int[])[2] }];
        byte[] modes = [3, 0, 0, 0, .. "eco"u8, 4, 0, 0, 0, .. "full"u8];
        await AssertAsRestAsync(new { model_name = Model, id = "a\"ü", inputs, raw_input_contents = (byte[][])[modes, [1], raw] }, data, isRaw: true);
    }

    [Fact]
    public async Task Infer_WholeRowsAndSomeOutputs_AnswersThoseInTheirOrder()
    {
        var request = new
        {
            model_name = Model,
            model_version = shared.Pipeline.ModelId,
            inputs = (object[])[new { name = "all", datatype = "BYTES", shape = (int[])[2, 3], contents = new { bytes_contents = Texts("1.5", "2.25", "eco", "-3", "", "full") } }],
            outputs = (object[])[new { name = "state.100" }, new { name = "state" }],
        };
        JsonElement[] outputs = [.. (await client.CallAsync(shared.Address, Call("ModelInfer", request))).Only.GetProperty("outputs").EnumerateArray()];
        Assert.Equal(["state.100", "state"], outputs.Select(output => output.GetProperty("name").GetString()));
        string[][] expected = [Answers.Expected(shared.Pipeline, "1.5", "2.25", "eco"), Answers.Expected(shared.Pipeline, "-3", null, "full")];
        Assert.Equal(expected.Select(row => double.Parse(row[2], CultureInfo.InvariantCulture)), outputs[0].GetProperty("contents").GetProperty("fp64_contents").Deserialize<double[]>()!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(682)]
    [InlineData(30_000)]
    public async Task Infer_ManyRows_AnswersEachInItsPlace(int count)
    {
        object[] inputs =
        [
            new { name = "temperature", datatype = "INT32", shape = (int[])[count], contents = new { int_contents = Enumerable.Range(0, count).Select(i => i % 7) } },
            new { name = "mode", datatype = "BYTES", shape = (int[])[count], contents = new { bytes_contents = Enumerable.Repeat("ZWNv", count) } },
        ];
        JsonElement[] outputs = [.. (await client.CallAsync(shared.Address, Call("ModelInfer", new { model_name = Model, inputs }))).Only.GetProperty("outputs").EnumerateArray()];
        if (count == 0) return;
        string[][] seven = [.. Enumerable.Range(0, 7).Select(i => Answers.Expected(shared.Pipeline, i.ToString(CultureInfo.InvariantCulture), null, "eco"))];
        Assert.Equal(Enumerable.Range(0, count).Select(i => double.Parse(seven[i % 7][2], CultureInfo.InvariantCulture)), outputs[3].GetProperty("contents").GetProperty("fp64_contents").Deserialize<double[]>()!);
        Assert.Equal(count, outputs[0].GetProperty("contents").GetProperty("bytes_contents").GetArrayLength());
    }

    [Fact]
    public async Task Infer_NotANumber_IsMissing()
    {
        object Of(string temperature, string pressure) => Call("ModelInfer", new { model_name = Model, inputs = (object[])[Column("temperature", temperature), Column("pressure", pressure)] });
        PythonAnswer[] answers = await client.CallAsync(shared.Address, [Of("1", "NaN"), Of("NaN", "1"), Of("Infinity", "1"), Of("1e300", "1")]);
        double[] scores = [.. answers[0].Only.GetProperty("outputs").EnumerateArray().Skip(1).Select(output => output.GetProperty("contents").GetProperty("fp64_contents")[0].GetDouble())];
        Assert.Equal(Answers.Expected(shared.Pipeline, "1", null, null), scores.Select(score => score.ToString("R", CultureInfo.InvariantCulture)));
        string[] reasons = ["is missing, and the model was trained without missing values in this column", "'Infinity' is not a finite number", "'1E+300' is outside the range of single precision (3.4e38)"];
        Assert.Equal(reasons.Select(reason => ("INVALID_ARGUMENT", $"row 0, column temperature: {reason}")), answers[1..].Select(answer => (answer.Code, answer.Details)));
    }

    [Fact]
    public async Task Stream_AWrongMessageInTheMiddle_AnswersEachInItsOrder()
    {
        object Row(string id, string temperature, string? model = null) => new { model_name = model ?? Model, id, inputs = (object[])[Column("temperature", temperature)] };
        PythonAnswer answer = await client.CallAsync(
            shared.Address,
            new { method = "ModelStreamInfer", requests = (object[])[Row("a", "1"), Row("b", "Infinity"), Row("c", "2"), Row("d", "1", "another"), new { model_name = Model }, Row("e", "1")] });
        Assert.Equal("OK", answer.Code);
        string Outcome(JsonElement response) => response.TryGetProperty("infer_response", out JsonElement inferred)
            ? $"{inferred.GetProperty("id").GetString()} {inferred.GetProperty("outputs")[1].GetProperty("contents").GetProperty("fp64_contents")[0].GetRawText()}"
            : response.GetProperty("error_message").GetString()!;
        string one = Answers.Expected(shared.Pipeline, "1", null, null)[0], two = Answers.Expected(shared.Pipeline, "2", null, null)[0];
        Assert.Equal(
            [$"a {one}", "row 0, column temperature: 'Infinity' is not a finite number", $"c {two}", $"there is no model \"another\"; there is: {Model}", "column temperature: no input has this name", $"e {one}"],
            answer.Responses.Select(Outcome));
    }

    [Fact]
    public async Task Call_ThatCannotBeAnswered_HasItsCode()
    {
        PythonAnswer[] answers = await client.CallAsync(
            shared.Address,
            [
                Call("ModelReady", new { name = "another" }), Call("ModelMetadata", new { name = Model, version = "7" }), Call("ModelInfer", new { model_name = "another" }), Call("Unknown", new { }),
                new { method = "ServerLive", requests = (object[])[new { }], compressed = true }, new { method = "ModelInfer", requests = (object[])[new { model_name = Model, id = new string('x', 2000) }], compressed = true },
            ]);
        Assert.Equal(["NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "UNIMPLEMENTED", "UNIMPLEMENTED"], answers.Where((_, i) => i != 4).Select(answer => answer.Code));
        Assert.Equal($"there is no version \"7\" of model \"{Model}\"; there is: {shared.Pipeline.ModelId}", answers[1].Details);
        Assert.StartsWith("there is no such method; there are: ", answers[3].Details, StringComparison.Ordinal);
        Assert.Equal("messages that are compressed are not read; send them without grpc-encoding", answers[5].Details);
    }

    [Fact]
    public async Task Call_KeysAreAsked_OneMustBeShown()
    {
        await using RunningScorer scorer = await GrpcScorer.StartAsync(new ScorerOptions { ApiKeys = ["one"] });
        object With(string method, object metadata) => new { method, requests = (object[])[method == "ModelReady" ? new { name = Model } : new { }], metadata };
        PythonAnswer[] answers = await client.CallAsync(
            scorer.GrpcAddress!,
            [
                With("ModelReady", new { }), With("ModelReady", new Dictionary<string, string> { ["x-api-key"] = "two" }), With("ModelReady", new Dictionary<string, string> { ["x-api-key"] = "one" }),
                With("ModelReady", new { authorization = "Bearer one" }), With("ServerReady", new { }), With("Unknown", new { }),
            ]);
        Assert.Equal(["UNAUTHENTICATED", "UNAUTHENTICATED", "OK", "OK", "OK", "UNAUTHENTICATED"], answers.Select(answer => answer.Code));
        Assert.Equal("a key is missing, or it is wrong: send it as x-api-key, or as Authorization: Bearer KEY", answers[0].Details);
        Assert.All(answers, answer => Assert.NotEmpty(answer.Headers["x-request-id"]));
    }

    [Fact]
    public async Task Call_OfAScorerThatIsNotReady_IsUnavailable()
    {
        await using RunningScorer scorer = await RunningScorer.StartUnreadableAsync(null, new ScorerOptions { GrpcPort = 0 });
        PythonAnswer[] answers = await client.CallAsync(scorer.GrpcAddress!, [Call("ServerLive", new { }), Call("ServerReady", new { }), Call("ModelReady", new { name = Model }), Call("ModelInfer", new { })]);
        Assert.True(answers[0].Only.GetProperty("live").GetBoolean());
        Assert.False(answers[1].Only.TryGetProperty("ready", out _));
        Assert.Equal(["UNAVAILABLE", "UNAVAILABLE"], answers[2..].Select(answer => answer.Code));
        Assert.Contains("model.pipeline", answers[2].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_OfAScorerWithACertificate_IsSecure()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline"), pem = folder.File("a.pem"), key = folder.File("a.key");
        await File.WriteAllBytesAsync(file, SamplePipelines.Graded().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using X509Certificate2 certificate = await Certificates.WriteAsync(pem, key);
        using ScorerProcess scorer = ScorerProcess.Start("--pipeline", file, "--port", "0", "--grpc-port", "0", "--tls-certificate", pem, "--tls-key", key);
        Uri address = (await scorer.AddressesAsync()).Grpc!;
        Assert.Equal("https", address.Scheme);
        PythonAnswer[] answers = await client.CallAsync(address, [Call("ServerReady", new { }), Call("ModelReady", new { name = Model })], pem);
        Assert.All(answers, answer => Assert.True(answer.Only.GetProperty("ready").GetBoolean()));
    }

    [Fact]
    public async Task Documentation_ItsProgram_Scores()
    {
        string text = await File.ReadAllTextAsync(Repository.Path("docs", "scorer-grpc.md"), TestContext.Current.CancellationToken);
        string program = text.Split("<<'EOF'\n")[1].Split("EOF\n")[0];
        Assert.Contains("127.0.0.1:9091", program, StringComparison.Ordinal);
        string[] lines = (await client.RunAsync(program.Replace("127.0.0.1:9091", shared.Address.Authority, StringComparison.Ordinal), Model)).TrimEnd().Split('\n');
        Assert.Equal(["state", .. shared.Pipeline.OutputColumns], lines.Select(line => line.Split(' ')[0]));
        string[] first = Answers.Expected(shared.Pipeline, "1.5", "1.5", "a"), second = Answers.Expected(shared.Pipeline, "2.5", "2.5", "b");
        Assert.Equal($"state.3 [{first[0]}, {second[0]}]", lines[1]);
    }

    private static object Call(string method, object request) => new { method, requests = (object[])[request] };

    private static object Column(string name, string value) => new { name, datatype = "FP64", shape = (int[])[1], contents = new { fp64_contents = (string[])[value] } };

    private static string[] Texts(params IEnumerable<string> texts) => [.. texts.Select(text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)))];

    // The same rows by REST; probabilities are compared as bits.
    private async Task AssertAsRestAsync(object request, object data, bool isRaw)
    {
        JsonElement answer = (await client.CallAsync(shared.Address, Call("ModelInfer", request))).Only;
        string body = JsonSerializer.Serialize(new { id = "a\"ü", inputs = (object[])[new { name = "mode", datatype = "BYTES", shape = (int[])[2], data = (object)Modes }, new { name = "temperature", datatype = "FP64", shape = (int[])[2], data }] });
        JsonElement rest = await Answers.JsonAsync(await shared.Scorer.PostAsync($"v2/models/{Model}/infer", body));
        Assert.All(["model_name", "model_version", "id"], member => Assert.Equal(rest.GetProperty(member).GetString(), answer.GetProperty(member).GetString()));
        JsonElement[] expected = [.. rest.GetProperty("outputs").EnumerateArray()], outputs = [.. answer.GetProperty("outputs").EnumerateArray()];
        Assert.Equal(4, outputs.Length);
        for (int i = 0; i < outputs.Length; i++)
        {
            Assert.All(["name", "datatype"], member => Assert.Equal(expected[i].GetProperty(member).GetString(), outputs[i].GetProperty(member).GetString()));
            Assert.Equal(["2"], outputs[i].GetProperty("shape").Deserialize<string[]>()!);
            Assert.Equal(!isRaw, outputs[i].TryGetProperty("contents", out JsonElement contents));
            byte[] raw = isRaw ? answer.GetProperty("raw_output_contents")[i].GetBytesFromBase64() : [];
            if (i == 0) Assert.Equal(expected[i].GetProperty("data").Deserialize<string[]>()!, isRaw ? RawTexts(raw) : contents.GetProperty("bytes_contents").EnumerateArray().Select(text => Encoding.UTF8.GetString(text.GetBytesFromBase64())));
            else Assert.Equal(expected[i].GetProperty("data").Deserialize<double[]>()!, isRaw ? [BinaryPrimitives.ReadDoubleLittleEndian(raw), BinaryPrimitives.ReadDoubleLittleEndian(raw.AsSpan(8))] : contents.GetProperty("fp64_contents").Deserialize<double[]>()!);
        }
    }

    private static List<string> RawTexts(byte[] raw)
    {
        var texts = new List<string>();
        for (int at = 0; at < raw.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(raw.AsSpan(at));
            texts.Add(Encoding.UTF8.GetString(raw, at + 4, length));
            at += 4 + length;
        }

        return texts;
    }
}
