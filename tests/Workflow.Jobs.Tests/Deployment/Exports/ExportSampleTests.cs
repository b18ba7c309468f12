using System.Text;
using System.Text.Json;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Exports;
using Workflow.Jobs.Tests.TestData;
using Workflow.Scoring;
using Workflow.Scoring.Envelopes;
using Workflow.Scoring.Schema;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Deployment.Exports;

[Collection(TestDeployments.Ports)]
public sealed class ExportSampleTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Of_Pipeline_IsItsGoldenRowWithTheExactAnswer()
    {
        ExportSample sample = ExportSample.Of(TestExports.Pipeline);
        JsonElement request = JsonElement.Parse(sample.ScoreRequest);
        Assert.Equal(["temperature", "pressure", "mode"], request.GetProperty("fields").Deserialize<string[]>()!);
        Assert.Equal(TestExports.Pipeline.Golden.Rows[0].Cells, request.GetProperty("rows")[0].Deserialize<string[]>()!);
        JsonElement answer = JsonElement.Parse(sample.ScoreAnswer);
        Assert.Equal(TestExports.Pipeline.ModelId, answer.GetProperty("id").GetGuid());
        Assert.Equal(TestExports.Pipeline.Golden.Rows[0].Outputs, answer.GetProperty("score")[0].Deserialize<string[]>()!.Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Of_RowThatLiesOutside_TellsItAsTheScorerDoes()
    {
        PipelineDraft draft = SamplePipelines.Enveloped();
        TrainingEnvelope envelope = draft.Manifest.Envelope!;
        draft = draft with { Manifest = draft.Manifest with { Envelope = envelope with { Columns = [.. envelope.Columns.Select(limits => limits with { Low = 1e6, High = 2e6 })] } } };
        ExportSample sample = ExportSample.Of(draft.ToPipeline());
        foreach (string answer in (string[])[sample.ScoreAnswer, sample.InvocationAnswer])
        {
            JsonElement told = JsonElement.Parse(answer).GetProperty("envelope");
            Assert.Equal(1, told.GetProperty("rowsOutside").GetInt32());
            JsonElement row = Assert.Single(told.GetProperty("outside").EnumerateArray());
            Assert.Equal(0, row.GetProperty("row").GetInt32());
            Assert.NotEmpty(row.GetProperty("columns").EnumerateArray());
        }
    }

    // They stand in documents of every kind: names of classes come from data.
    [Fact]
    public void Of_PipelineWithHostileClasses_IsOneLineThatEndsNoText()
    {
        PipelineDraft draft = SamplePipelines.Graded();
        foreach (string hostile in TestExports.Hostile.Where(text => text.Trim().Length > 0))
        {
            ScoringPipeline pipeline = (draft with { Manifest = draft.Manifest with { Classes = [new TargetClass("3", null), new TargetClass(hostile, null), new TargetClass("100", null)] } }).ToPipeline();
            ExportSample sample = ExportSample.Of(pipeline);
            foreach (string json in (string[])[sample.ScoreRequest, sample.ScoreAnswer, sample.InvocationRequest, sample.InvocationAnswer])
            {
                Assert.DoesNotContain(json, character => !char.IsAscii(character) || char.IsControl(character) || character is '`' or '<' or '>' or '\'');
                Assert.Equal(JsonValueKind.Object, JsonElement.Parse(json).ValueKind);
            }

            Assert.Contains($"state.{hostile}", JsonElement.Parse(sample.ScoreAnswer).GetProperty("fields").Deserialize<string[]>()!);
        }
    }

    // The promise of every README: the scorer's own answers are those that were written, by REST, as SageMaker asks and as Lambda does.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Of_Pipeline_IsWhatTheScorerAnswersByEveryWay()
    {
        await using TestDeployments deployments = await TestDeployments.CreateAsync(postgres);
        PipelineZip file = SamplePipelines.Enveloped().ToZip();
        DeploymentHandle running = await deployments.DeployAsync(await deployments.RequestAsync(file));
        ExportSample sample = ExportSample.Of(new ScoringPipeline(Workflow.Scoring.Format.PipelineFileReader.Read(file.ToBytes())));
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = running.Url };

        Assert.Equal(sample.ScoreRequest, Normal(await http.GetStringAsync(new Uri("/model/sample_request", UriKind.Relative), Cancellation)));
        Assert.Equal(sample.ScoreAnswer, Normal(await PostAsync(http, "/model/score", sample.ScoreRequest)));
        Assert.Equal(sample.InvocationAnswer, Normal(await PostAsync(http, "/invocations", sample.InvocationRequest)));
        await using LambdaFunctionProcess lambda = await LambdaFunctionProcess.StartAsync(file.ToBytes());
        Assert.Equal(sample.ScoreAnswer, Normal(await lambda.InvokeAsync(sample.ScoreRequest)));
        JsonElement gateway = JsonElement.Parse(await lambda.InvokeAsync(JsonSerializer.Serialize(new
        {
            resource = "/{proxy+}",
            path = "/model/score",
            httpMethod = "POST",
            headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = "application/json", ["x-api-key"] = "a" },
            requestContext = new { path = "/prod/model/score", stage = "prod", httpMethod = "POST" },
            body = sample.ScoreRequest,
            isBase64Encoded = false,
        })));
        Assert.Equal(200, gateway.GetProperty("statusCode").GetInt32());
        Assert.Equal(sample.ScoreAnswer, Normal(gateway.GetProperty("body").GetString()!));
    }

    private static async Task<string> PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
        string answer = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, answer);
        return answer;
    }

    // The same escapes for all.
    private static string Normal(string json) => JsonSerializer.Serialize(JsonElement.Parse(json));
}
