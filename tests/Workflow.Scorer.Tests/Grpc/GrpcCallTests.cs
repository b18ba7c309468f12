using System.Net;
using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Grpc;

/// <summary>Calls byte by byte: how they are framed, limited and ended.</summary>
public sealed class GrpcCallTests(GrpcScorer shared) : IClassFixture<GrpcScorer>
{
    private static readonly byte[] Empty = GrpcConnection.Frame();

    private string Model => shared.Pipeline.Manifest.Name;

    [Theory]
    [InlineData("", 3, "the call has no message; one is expected")]
    [InlineData("0000", 3, "the call ends inside of a message")]
    [InlineData("0000000005AABB", 3, "the call ends inside of a message")]
    [InlineData("00000000000000000000", 3, "the call has more than one message; one is expected")]
    [InlineData("0100000000", 12, "messages that are compressed are not read; send them without grpc-encoding")]
    [InlineData("0700000000", 3, "a message begins with the byte 7; expected is 0")]
    [InlineData("00FFFFFFFF", 8, null)]
    public async Task Call_WrongFrames_SaysWhat(string hex, int status, string? message)
    {
        using var connection = new GrpcConnection(shared.Address);
        (int, string, byte[]) small = await connection.CallAsync("ServerLive", Convert.FromHexString(hex)), large = await connection.CallAsync("ModelInfer", Convert.FromHexString(hex));
        Assert.Equal((status, message ?? "the message has 4294967295 bytes; one of this method may have at most 16384"), (small.Item1, small.Item2));
        Assert.Equal((status, message ?? "a request may have at most 33554432 bytes; send fewer rows at a time"), (large.Item1, large.Item2));
        Assert.Equal((0, string.Empty), (await connection.CallAsync("ServerLive", Empty)) is var (code, text, _) ? (code, text) : default);
    }

    [Theory]
    [InlineData("grpc-encoding", "gzip", 12, "messages that are compressed are not read; send them without grpc-encoding")]
    [InlineData("grpc-encoding", "identity", 0, "")]
    [InlineData("grpc-timeout", "1h", 3, "grpc-timeout is '1h'; expected are up to 8 digits and one of H, M, S, m, u, n")]
    [InlineData("grpc-timeout", "0n", 4, "not answered within the caller's grpc-timeout of 0n")]
    [InlineData("grpc-timeout", "1M", 0, "")]
    public async Task Call_Headers_AreHeeded(string header, string value, int status, string message)
    {
        using var connection = new GrpcConnection(shared.Address);
        (int code, string text, _) = await connection.CallAsync("ModelInfer", GrpcConnection.Frame(InferMessages.Typed(Model)), (header, value));
        Assert.Equal((status, message), (code, text));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc+json")]
    public async Task Call_AnotherContentType_Answers415(string type)
    {
        using var connection = new GrpcConnection(shared.Address);
        using HttpResponseMessage response = await connection.SendAsync("ServerLive", new ByteArrayContent(Empty), type);
        Assert.Equal("this is a method of gRPC: use HTTP/2 and application/grpc", (await Answers.ProblemAsync(response, HttpStatusCode.UnsupportedMediaType)).Detail);
        using HttpResponseMessage accepted = await connection.SendAsync("ServerLive", new ByteArrayContent(Empty), "application/grpc+proto");
        Assert.Equal("application/grpc", accepted.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Listen_WithoutThePort_KnowsNoGrpc()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Graded().ToZip().ToBytes());
        Assert.Null(scorer.GrpcAddress);
        Assert.Equal(HttpStatusCode.NotFound, (await scorer.PostAsync("inference.GRPCInferenceService/ServerLive", string.Empty)).StatusCode);
    }

    [Fact]
    public async Task Infer_MoreThanMayBe_IsExhausted()
    {
        await using RunningScorer scorer = await GrpcScorer.StartAsync(new ScorerOptions { MostRows = 1, MaximumRequestBytes = 1000 });
        using var connection = new GrpcConnection(scorer.GrpcAddress!);
        (int code, string text, _) = await connection.CallAsync("ModelInfer", GrpcConnection.Frame(InferMessages.Typed(Model)));
        Assert.Equal(8, code);
        Assert.StartsWith("a request may have at most 1 rows;", text, StringComparison.Ordinal);
        (code, text, _) = await connection.CallAsync("ModelInfer", GrpcConnection.Frame(new byte[1001]));
        Assert.Equal((8, "a request may have at most 1000 bytes; send fewer rows at a time"), (code, text));
        (code, _, _) = await connection.CallAsync("ModelStreamInfer", [.. Enumerable.Range(0, 20).SelectMany(_ => GrpcConnection.Frame(InferMessages.Raw(Model)))]);
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task Infer_WrongContents_SaysWhat()
    {
        using var connection = new GrpcConnection(shared.Address);
        byte[] Of(params byte[][] tensors) => GrpcConnection.Frame(MessageWriter.Make(message =>
        {
            message.Text(1, Model);
            foreach (byte[] tensor in tensors) message.Bytes(5, tensor);
        }));
        byte[] Numbers(string type, int field, params long[] numbers) => InferMessages.Tensor("temperature", type, contents => contents.Numbers(field, numbers));
        (string Reason, byte[] Call)[] cases =
        [
            ("values of FP64 come in fp64_contents, not in int64_contents", Of(Numbers("FP64", 3, 1, 2))),
            ("values of FP16 come in raw_input_contents", Of(Numbers("FP16", 7, 1, 2))),
            ("input \"temperature\": the datatype must be one of FP64, FP32, FP16, ", Of(Numbers("FP99", 7, 1, 2))),
            ("column temperature: temperature has fewer values than its shape says", Of(Numbers("INT64", 3, 1))),
            ("column temperature: temperature has more values than its shape says", Of(Numbers("INT64", 3, 1, 2, 3))),
            ("input \"temperature\" stands twice", Of(Numbers("INT64", 3, 1, 2), Numbers("INT64", 3, 1, 2))),
            ("an input has no \"name\"", Of(Array.Empty<byte>())),
            ("input \"temperature\" has no \"datatype\"", Of(Numbers(string.Empty, 3, 1, 2))),
            ("raw_input_contents has the values of 1 tensors, there are 2 inputs", [.. GrpcConnection.Frame([.. Of(InferMessages.Tensor("temperature", "INT8", null), InferMessages.Tensor("other", "INT8", null))[5..], 0x3A, 2, 1, 2])]),
            ("values come in raw_input_contents or in the contents of the inputs, not in both", [.. GrpcConnection.Frame([.. Of(Numbers("INT64", 3, 1, 2))[5..], 0x3A, 2, 1, 2])]),
        ];
        foreach ((string reason, byte[] call) in cases)
        {
            (int code, string message, _) = await connection.CallAsync("ModelInfer", call);
            Assert.StartsWith(reason, message, StringComparison.Ordinal);
            Assert.Equal(3, code);
        }
    }

    [Fact]
    public async Task Metrics_AfterCalls_CountThemByMethodAndOutcome()
    {
        await using RunningScorer scorer = await GrpcScorer.StartAsync(new ScorerOptions());
        using var connection = new GrpcConnection(scorer.GrpcAddress!);
        await connection.CallAsync("ModelInfer", GrpcConnection.Frame(InferMessages.Typed(Model)));
        await connection.CallAsync("ModelInfer", Empty);
        await connection.CallAsync("Unknown", Empty);
        string metrics = await Answers.TextAsync(await scorer.GetAsync("metrics"));
        Assert.Contains("workflow_scorer_requests_total{path=\"/inference.GRPCInferenceService/ModelInfer\",status=\"200\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("workflow_scorer_requests_total{path=\"/inference.GRPCInferenceService/ModelInfer\",status=\"404\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("workflow_scorer_requests_total{path=\"other\",status=\"404\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("workflow_scorer_rows_total 2\n", metrics, StringComparison.Ordinal);
    }
}
