using System.Net;
using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Tests.Grpc;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scorer.Thrift;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Serving;

/// <summary>Where callers must not know the model's columns, no protocol tells them.</summary>
public sealed class HiddenSchemaTests : IAsyncLifetime
{
    private const string Refusal = "which columns this model has is not told here (--hide-schema)";
    private const string Wrong = "a cell is not what the model expects; which one and why is not told here";

    // Names and a level of the sample.
    private static readonly string[] Secrets = ["temperature", "pressure", "full", "\"mode\"", "column mode"];

    private RunningScorer _scorer = null!;

    public static TheoryData<string, string, string> WrongRequests => new()
    {
        { "model/score", "application/json", """{"fields":["x"],"rows":[[1]]}""" },
        { "model/contribution", "application/json", """{"fields":["x"],"rows":[[1]],"requestShapleyValueType":"ORIGINAL"}""" },
        { "model/score", "text/csv", "x\n1\n" },
        { "model/score", "application/x-ndjson", "{\"x\":1}\n" },
        { "invocations", "application/json", """{"dataframe_records":[{"x":1}]}""" },
        { "invocations", "application/json", """{"inputs":[[1,2,3,4]]}""" },
        { "predict", "application/json", """{"x":1}""" },
        { "rpc", "application/json", """{"id":1,"method":"score","params":{"row":{"x":1}}}""" },
        { "rpc", "application/json", """{"id":1,"method":"score_batch","params":{"rows":[{"x":1}]}}""" },
        { "rpc", "application/json", """{"id":1,"method":"get_column_names"}""" },
        { "rpc", "application/json", """{"id":1,"method":"get_transformed_column_names"}""" },
        { "v2/models/sample/infer", "application/json", """{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[1]}]}""" },
    };

    public async ValueTask InitializeAsync() =>
        _scorer = await RunningScorer.StartAsync(SamplePipelines.Enveloped().ToZip().ToBytes(), new ScorerOptions { HidesSchema = true, GrpcPort = 0, ThriftPort = 0 });

    public ValueTask DisposeAsync() => _scorer.DisposeAsync();

    [Theory]
    [MemberData(nameof(WrongRequests))]
    public async Task Post_AWrongRequest_TellsNoColumn(string path, string type, string body)
    {
        using var content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(type));
        using HttpResponseMessage response = await _scorer.PostAsync(path, content);
        string text = await Answers.TextAsync(response);
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.True(path == "rpc" || !response.IsSuccessStatusCode, text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("openapi.json")]
    [InlineData("model/schema")]
    [InlineData("model/sample_request")]
    [InlineData("scoring.thrift")]
    [InlineData("monitor/sketch")]
    [InlineData("v2/models/sample")]
    public async Task Get_WhatTellsOfColumns_IsRefused(string path) => Assert.Equal(Refusal, (await Answers.ProblemAsync(await _scorer.GetAsync(path), HttpStatusCode.Forbidden)).Detail);

    [Theory]
    [InlineData("model/contribution")]
    [InlineData("model/score")]
    public async Task Post_ForContributionsUnderTheirNames_IsRefused(string path)
    {
        using var content = new StringContent("""{"fields":["temperature","pressure","mode"],"rows":[[1,2,"eco"]],"requestShapleyValueType":"ORIGINAL"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        Assert.Equal(Refusal, (await Answers.ProblemAsync(await _scorer.PostAsync(path, content), HttpStatusCode.Forbidden)).Detail);
    }

    [Theory]
    [InlineData("metrics")]
    [InlineData("model/capabilities")]
    [InlineData("v2")]
    [InlineData("nowhere")]
    public async Task Get_WhatElseThereIs_TellsNoColumn(string path)
    {
        string text = await Answers.TextAsync(await _scorer.GetAsync(path));
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_ARow_IsScored()
    {
        using HttpResponseMessage response = await _scorer.ScoreAsync("""{"fields":["temperature","pressure","mode"],"rows":[[1,2,"eco"]]}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        (int status, string reason, _) = await AskGrpcAsync("ModelInfer", InferMessages.Typed("sample"));
        Assert.True(status == 0, reason);
    }

    // Who knows nothing but how many columns there are learns that the row is strange, and not by what.
    [Theory]
    [InlineData("invocations", "application/json", """{"instances":[[1e30,1e30,"never"]]}""")]
    [InlineData("predict", "application/json", """{"temperature":1e30,"pressure":1e30,"mode":"never"}""")]
    [InlineData("model/score", "application/json", """{"fields":["temperature","pressure","mode"],"rows":[[1e30,1e30,"never"]]}""")]
    [InlineData("model/score", "text/csv", "temperature,pressure,mode\n1e30,1e30,never\n")]
    [InlineData("model/score", "application/x-ndjson", "{\"temperature\":1e30,\"pressure\":1e30,\"mode\":\"never\"}\n")]
    [InlineData("rpc", "application/json", """{"id":1,"method":"score","params":{"envelope":true,"row":{"temperature":1e30,"pressure":1e30,"mode":"never"}}}""")]
    public async Task Post_ARowOutsideOfTheTrainingRows_TellsNoColumn(string path, string type, string body)
    {
        using var content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(type));
        using HttpResponseMessage response = await _scorer.PostAsync(path, content);
        string text = await Answers.TextAsync(response);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("outside", text, StringComparison.OrdinalIgnoreCase);
        Assert.All((string[])["temperature", "pressure", "mode"], name => Assert.DoesNotContain(name, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Thrift_ARowOutsideOfTheTrainingRows_TellsNoColumn()
    {
        using ThriftClient client = await ThriftClient.OpenAsync(_scorer.ThriftPort, isFramed: true, isStrict: true);
        ThriftReply reply = await client.CallAsync("get_envelope", ThriftCalls.ScoreBatch([ThriftCalls.Row(1e30, 1e30, "never")]));
        var envelope = (Dictionary<short, object>)reply.Result;
        var row = (Dictionary<short, object>)Assert.Single((List<object>)envelope[2]);
        Assert.Empty((List<object>)row[2]);
    }

    [Fact]
    public async Task Grpc_AWrongCall_TellsNoColumn()
    {
        (int status, string reason, _) = await AskGrpcAsync("ModelInfer", MessageWriter.Make(message => message.Text(1, "sample")));
        Assert.Equal((3, Wrong), (status, reason));
        (status, reason, _) = await AskGrpcAsync("ModelMetadata", MessageWriter.Make(message => message.Text(1, "sample")));
        Assert.Equal((7, Refusal), (status, reason));
    }

    [Fact]
    public async Task Thrift_AWrongCall_TellsNoColumn()
    {
        using ThriftClient client = await ThriftClient.OpenAsync(_scorer.ThriftPort, isFramed: true, isStrict: true);
        Assert.Equal((ThriftError.Protocol, Wrong), (await client.CallAsync("score", ThriftCalls.Score(ThriftCalls.Row(double.NaN, null, null)))).Error);
        Assert.Equal((ThriftError.Internal, Refusal), (await client.CallAsync("get_column_names")).Error);
        Assert.Equal((ThriftError.Internal, Refusal), (await client.CallAsync("get_transformed_column_names")).Error);
    }

    private async Task<(int Status, string Reason, byte[] Message)> AskGrpcAsync(string method, byte[] message)
    {
        using var connection = new GrpcConnection(_scorer.GrpcAddress!);
        return await connection.CallAsync(method, GrpcConnection.Frame(message));
    }
}
