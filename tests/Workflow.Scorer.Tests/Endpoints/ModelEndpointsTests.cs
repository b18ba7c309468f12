using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Schema;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Endpoints;

public sealed class ModelEndpointsTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    [Fact]
    public async Task Id_AnswersTheModelIdentifierAsText()
    {
        HttpResponseMessage response = await shared.Scorer.GetAsync("model/id");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(shared.Pipeline.ModelId.ToString(), await Answers.TextAsync(response));
    }

    [Fact]
    public async Task Schema_AnswersWhatGoesInAndWhatComesOut()
    {
        JsonNode expected = JsonNode.Parse(
            $$"""
            {
              "id": "{{shared.Pipeline.ModelId}}",
              "pipelineSha256": "{{shared.Pipeline.Hash}}",
              "name": "sample",
              "task": "Multiclass",
              "target": "state",
              "simulatedData": true,
              "inputFields": [
                {"name": "temperature", "type": "Number", "unit": "°C", "trainingMinimum": -5, "trainingMaximum": 8.5, "acceptsMissing": false},
                {"name": "pressure", "type": "Number", "trainingMinimum": -1, "trainingMaximum": 1000, "acceptsMissing": true},
                {"name": "mode", "type": "Category", "acceptsMissing": true, "levels": ["eco", "full", "übrig"]}
              ],
              "outputFields": [{"name": "state.3", "class": "3"}, {"name": "state.20", "class": "20"}, {"name": "state.100", "class": "100"}]
            }
            """)!;
        HttpResponseMessage response = await shared.Scorer.GetAsync("model/schema");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        JsonNode actual = JsonNode.Parse(await Answers.TextAsync(response))!;
        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
    }

    [Fact]
    public async Task Schema_ClassesWithMeanings_TellsThem()
    {
        PipelineDraft draft = SamplePipelines.Binary();
        draft = draft with { Manifest = draft.Manifest with { Classes = [new TargetClass("0", "läuft"), new TargetClass("1", "<b>steht</b>")] } };
        await using RunningScorer scorer = await RunningScorer.StartAsync(draft.ToZip().ToBytes());
        using JsonDocument schema = JsonDocument.Parse(await Answers.TextAsync(await scorer.GetAsync("model/schema")));
        string[] meanings = [.. schema.RootElement.GetProperty("outputFields").EnumerateArray().Select(field => field.GetProperty("meaning").GetString()!)];
        Assert.Equal(["läuft", "<b>steht</b>"], meanings);
    }

    [Fact]
    public async Task Schema_Regression_HasOneOutputWithoutAClass()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Regression().ToZip().ToBytes());
        using JsonDocument schema = JsonDocument.Parse(await Answers.TextAsync(await scorer.GetAsync("model/schema")));
        Assert.Equal("""[{"name":"state"}]""", schema.RootElement.GetProperty("outputFields").GetRawText());
    }

    // The first golden row has every kind of cell in one of the two pipelines; null where a value is missing.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task SampleRequest_IsSentBack_AnswersTheGoldenRow(int row)
    {
        PipelineDraft draft = SamplePipelines.Graded();
        draft = draft with { Golden = new GoldenRows([draft.Golden.Rows[row]]) };
        await using RunningScorer scorer = await RunningScorer.StartAsync(draft.ToZip().ToBytes());
        HttpResponseMessage sample = await scorer.GetAsync("model/sample_request");
        Assert.Equal("application/json", sample.Content.Headers.ContentType?.ToString());
        string[][] scores = await Answers.ScoresAsync(await scorer.ScoreAsync(await Answers.TextAsync(sample)), scorer.Pipeline!);
        string[] trained = [.. draft.Golden.Rows[0].Outputs.Select(output => output.ToString("R", CultureInfo.InvariantCulture))];
        Assert.Equal(trained, Assert.Single(scores));
    }
}
