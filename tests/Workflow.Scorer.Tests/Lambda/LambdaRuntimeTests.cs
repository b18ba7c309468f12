using System.Text;
using System.Text.Json;
using Workflow.Scorer.Lambda;
using Workflow.Scorer.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Lambda;

public sealed class LambdaRuntimeTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private const string Body = """{"fields":["temperature","pressure","mode"],"rows":[["1.5","2.25","eco"]]}""";

    private string[] Expected => Answers.Expected(shared.Pipeline, "1.5", "2.25", "eco");

    [Fact]
    public Task Run_TheBodyOfAScoreRequest_IsScored() => RunAsync(async lambda =>
    {
        LambdaReport report = await lambda.InvokeAsync(Body);
        Assert.EndsWith("/response", report.Path, StringComparison.Ordinal);
        Assert.StartsWith("/invocation/id ", report.Path, StringComparison.Ordinal);
        Assert.Equal(Expected, JsonElement.Parse(report.Body).GetProperty("score")[0].Deserialize<string[]>()!);
    });

    [Theory]
    [InlineData("{\"httpMethod\":\"POST\",\"path\":\"/test/score\",\"headers\":{\"Content-Type\":\"application/json\",\"X-Request-Id\":\"r1\"},\"body\":BODY}")]
    [InlineData("{\"version\":\"2.0\",\"rawPath\":\"/model/score\",\"rawQueryString\":\"\",\"requestContext\":{\"http\":{\"method\":\"POST\"}},\"headers\":{\"x-request-id\":\"r1\"},\"body\":BASE64,\"isBase64Encoded\":true}")]
    public Task Run_AnEventOfAGateway_IsAnsweredAsOne(string given) => RunAsync(async lambda =>
    {
        string text = given.Replace("BODY", JsonSerializer.Serialize(Body), StringComparison.Ordinal).Replace("BASE64", $"\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(Body))}\"", StringComparison.Ordinal);
        JsonElement answer = JsonElement.Parse((await lambda.InvokeAsync(text)).Body);
        Assert.Equal(200, answer.GetProperty("statusCode").GetInt32());
        Assert.Equal("application/json", answer.GetProperty("headers").GetProperty("content-type").GetString());
        Assert.Equal("r1", answer.GetProperty("headers").GetProperty("x-request-id").GetString());
        Assert.Equal(Expected, JsonElement.Parse(answer.GetProperty("body").GetString()!).GetProperty("score")[0].Deserialize<string[]>()!);
    });

    [Fact]
    public Task Run_SeparatedValuesWithOptions_AreAnswered() => RunAsync(async lambda =>
    {
        JsonElement answer = JsonElement.Parse((await lambda.InvokeAsync(
            """{"httpMethod":"POST","path":"/model/score","queryStringParameters":{"noFieldNamesInOutput":"true"},"headers":{"Content-Type":"text/csv"},"body":"temperature,pressure,mode\n1.5,2.25,eco\n"}""")).Body);
        Assert.Equal($"{string.Join(',', Expected)}\n", answer.GetProperty("body").GetString());
    });

    [Theory]
    [InlineData("{\"rows\":[]}", "\\\"fields\\\" is missing")]
    [InlineData("{\"httpMethod\":\"POST\",\"path\":\"score\"}", "no path that begins with /")]
    [InlineData("{\"httpMethod\":\"POST\",\"path\":\"/x\",\"body\":\"*\",\"isBase64Encoded\":true}", "said to be base64, and is not")]
    public Task Run_WhatCannotBeAnswered_IsAnErrorOfTheFunction(string given, string expected) => RunAsync(async lambda =>
    {
        LambdaReport report = await lambda.InvokeAsync(given);
        Assert.EndsWith("/error", report.Path, StringComparison.Ordinal);
        Assert.Contains(expected, JsonElement.Parse(report.Body).GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
    });

    [Fact]
    public Task Run_AWrongRowFromAGateway_IsAnsweredWithItsProblem() => RunAsync(async lambda =>
    {
        JsonElement answer = JsonElement.Parse((await lambda.InvokeAsync("""{"httpMethod":"POST","path":"/predict","body":"{\"temperature\":\"warm\"}"}""")).Body);
        Assert.Equal(400, answer.GetProperty("statusCode").GetInt32());
        Assert.Contains("is not a number", answer.GetProperty("body").GetString(), StringComparison.Ordinal);
    });

    // Nothing that an event can hold may leave it without an answer, or reach another host.
    [Theory]
    [InlineData("{\"httpMethod\":\"POST\",\"path\":\"/\\ud800\"}", "half of a surrogate pair")]
    [InlineData("{\"httpMethod\":\"POST\",\"path\":\"/predict\",\"body\":\"\\udc00\"}", "half of a surrogate pair")]
    [InlineData("{\"httpMethod\":\"\",\"path\":\"/predict\"}", "is no method")]
    [InlineData("{\"httpMethod\":\"CONNECT\",\"path\":\"/predict\"}", "is no method")]
    [InlineData("{\"httpMethod\":\"a b\",\"path\":\"/predict\"}", "is no method")]
    public Task Run_AnEventThatIsNoRequest_IsAnErrorOfTheFunction(string given, string expected) => RunAsync(async lambda =>
    {
        LambdaReport report = await lambda.InvokeAsync(given);
        Assert.EndsWith("/error", report.Path, StringComparison.Ordinal);
        Assert.Contains(expected, JsonElement.Parse(report.Body).GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("/response", (await lambda.InvokeAsync(Body)).Path, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("/model/id", "x-request-id", "\u00fc", 200)]
    [InlineData("/model/id", "x-request-id", "a\r\nb: c", 200)]
    [InlineData("/model/id", "content-type", "\u0000", 200)]
    [InlineData("//192.0.2.1/model/id", "x-request-id", "a", 404)]
    [InlineData("/\\\\192.0.2.1/model/id", "x-request-id", "a", 404)]
    public Task Run_APathOrHeaderOfAnyKind_IsAnsweredByThisScorer(string path, string header, string value, int status) => RunAsync(async lambda =>
    {
        LambdaReport report = await lambda.InvokeAsync(JsonSerializer.Serialize(new { httpMethod = "GET", path, headers = new Dictionary<string, string>(StringComparer.Ordinal) { [header] = value } }));
        Assert.Equal(status, JsonElement.Parse(report.Body).GetProperty("statusCode").GetInt32());
    });

    [Fact]
    public Task Run_AnAnswerThatIsBrokenOff_IsAnErrorOfTheFunction() => RunAsync(async lambda =>
    {
        string rows = string.Concat(Enumerable.Repeat("1.5,2.25,eco\n", 20_000));
        string body = JsonSerializer.Serialize($"temperature,pressure,mode\n{rows}warm,2,eco\n");
        LambdaReport report = await lambda.InvokeAsync($"{{\"httpMethod\":\"POST\",\"path\":\"/model/score\",\"headers\":{{\"content-type\":\"text/csv\"}},\"body\":{body}}}");
        Assert.EndsWith("/error", report.Path, StringComparison.Ordinal);
        Assert.Equal("BrokenOff", JsonElement.Parse(report.Body).GetProperty("errorType").GetString());
    });

    [Fact]
    public Task Run_TimeIsOver_SaysSoAndGoesOn() => RunAsync(async lambda =>
    {
        LambdaReport report = await lambda.InvokeAsync(Body, TimeSpan.FromSeconds(-1));
        Assert.Equal("OutOfTime", JsonElement.Parse(report.Body).GetProperty("errorType").GetString());
        Assert.EndsWith("/response", (await lambda.InvokeAsync(Body)).Path, StringComparison.Ordinal);
    });

    [Fact]
    public Task Run_TheInterfaceFails_AsksAgain() => RunAsync(async lambda =>
    {
        lambda.Fail(2);
        Assert.EndsWith("/response", (await lambda.InvokeAsync(Body)).Path, StringComparison.Ordinal);
        Assert.EndsWith("/response", (await lambda.InvokeAsync(Body)).Path, StringComparison.Ordinal);
    });

    [Fact]
    public async Task Main_UnderLambda_AnswersAndEndsWith0()
    {
        await using LambdaStandIn lambda = await LambdaStandIn.StartAsync();
        using var folder = new TemporaryFolder();
        string file = folder.File("a.pipeline");
        await File.WriteAllBytesAsync(file, SamplePipelines.Graded().ToZip().ToBytes(), TestContext.Current.CancellationToken);
        using ScorerProcess scorer = ScorerProcess.StartWith(new() { [LambdaRuntime.Variable] = lambda.Api }, "--pipeline", file);
        Assert.Equal(Expected, JsonElement.Parse((await lambda.InvokeAsync(Body)).Body).GetProperty("score")[0].Deserialize<string[]>()!);
        scorer.Terminate();
        Assert.Equal(0, (await scorer.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Main_UnderLambdaWithoutAModel_SaysSo()
    {
        await using LambdaStandIn lambda = await LambdaStandIn.StartAsync();
        using ScorerProcess scorer = ScorerProcess.StartWith(new() { [LambdaRuntime.Variable] = lambda.Api }, "--pipeline", "/nowhere/a.pipeline");
        LambdaReport report = await lambda.ReportAsync();
        Assert.Equal("/init/error", report.Path);
        Assert.Contains("/nowhere/a.pipeline", report.Body, StringComparison.Ordinal);
        Assert.Equal(1, (await scorer.EndAsync()).ExitCode);
    }

    private async Task RunAsync(Func<LambdaStandIn, Task> test)
    {
        await using LambdaStandIn lambda = await LambdaStandIn.StartAsync();
        using var runtime = new LambdaRuntime(lambda.Api, shared.Scorer.Address, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        Task running = runtime.RunAsync(stop.Token);
        await test(lambda);
        await stop.CancelAsync();
        await running;
    }
}
