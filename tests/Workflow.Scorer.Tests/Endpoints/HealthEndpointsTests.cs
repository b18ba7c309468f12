using System.Net;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring.Format;
using Workflow.Scoring.Models;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Endpoints;

public sealed class HealthEndpointsTests
{
    public static TheoryData<string, string> UnusableFiles => new()
    {
        { "missing", "cannot be read: " },
        { "empty", "model.pipeline: " },
        { "no zip", "model.pipeline: " },
        { "truncated", "model.pipeline: " },
        { "one byte altered", "model.pipeline: model.bin: " },
        { "another format version", "pipeline.json: format version 999" },
        { "leaf one ulp higher", "golden row 1, margin 0: training answered " },
        { "output one ulp higher", "golden row 0, state.0: training answered " },
    };

    [Fact]
    public async Task Live_ReadyScorer_Answers200()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Binary().ToZip().ToBytes());
        HttpResponseMessage response = await scorer.GetAsync("health/live");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"status":"live"}""", await Answers.TextAsync(response));
    }

    [Fact]
    public async Task Ready_ReadyScorer_NamesThePipeline()
    {
        await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Binary().ToZip().ToBytes());
        HttpResponseMessage response = await scorer.GetAsync("health/ready");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            $$"""{"status":"ready","id":"{{scorer.Pipeline!.ModelId}}","pipelineSha256":"{{scorer.Pipeline.Hash}}","goldenRows":5}""",
            await Answers.TextAsync(response));
    }

    [Theory]
    [MemberData(nameof(UnusableFiles))]
    public async Task Ready_UnusablePipeline_IsLiveAndSaysWhyItIsNotReady(string file, string reason)
    {
        await using RunningScorer scorer = await RunningScorer.StartUnreadableAsync(Unusable(file));
        Assert.Equal(HttpStatusCode.OK, (await scorer.GetAsync("health/live")).StatusCode);
        Problem notReady = await Answers.ProblemAsync(await scorer.GetAsync("health/ready"), HttpStatusCode.ServiceUnavailable);
        Assert.Equal("Not ready", notReady.Title);
        Assert.Contains(reason, notReady.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(UnusableFiles))]
    public async Task EveryModelRoute_UnusablePipeline_Answers503WithTheReason(string file, string reason)
    {
        await using RunningScorer scorer = await RunningScorer.StartUnreadableAsync(Unusable(file));
        HttpResponseMessage[] answers =
        [
            await scorer.ScoreAsync("""{"fields":["temperature","pressure","mode"],"rows":[[1,2,"eco"]]}"""),
            await scorer.ScoreAsync("no JSON"),
            await scorer.GetAsync("model/id"),
            await scorer.GetAsync("model/schema"),
            await scorer.GetAsync("model/sample_request"),
        ];
        foreach (HttpResponseMessage answer in answers)
        {
            Assert.Contains(reason, (await Answers.ProblemAsync(answer, HttpStatusCode.ServiceUnavailable)).Detail, StringComparison.Ordinal);
        }
    }

    private static byte[]? Unusable(string file)
    {
        PipelineDraft draft = SamplePipelines.Binary();
        byte[] whole = draft.ToZip().ToBytes();
        switch (file)
        {
            case "missing":
                return null;
            case "empty":
                return [];
            case "no zip":
                return "<html>404</html>"u8.ToArray();
            case "truncated":
                return whole[..^100];
            case "one byte altered":
                whole[whole.AsSpan().IndexOf(draft.ToZip()[PipelineEntries.Model]) + 200] ^= 1;
                return whole;
            case "another format version":
                return draft.ToZip().WithJson(PipelineEntries.Manifest, manifest => manifest["formatVersion"] = 999).ToBytes();
            case "leaf one ulp higher":
                draft = (draft with { Model = Stump(0.75f) }).WithTrueAnswers(SamplePipelines.Rows);
                return (draft with { Model = Stump(MathF.BitIncrement(0.75f)) }).ToZip().ToBytes();
            default:
                var first = draft.Golden.Rows[0] with { Outputs = [Math.BitIncrement(draft.Golden.Rows[0].Outputs[0]), draft.Golden.Rows[0].Outputs[1]] };
                return (draft with { Golden = new([first]) }).ToZip().ToBytes();
        }
    }

    // Of the sample rows the one with index 1 is the first below the threshold.
    private static TreeEnsemble Stump(float leftLeaf) =>
        NaiveEnsemble.OneMargin(4, NaiveTree.Split(0, 0, NaiveTree.Leaf(leftLeaf), NaiveTree.Leaf(-1))).Flatten();
}
