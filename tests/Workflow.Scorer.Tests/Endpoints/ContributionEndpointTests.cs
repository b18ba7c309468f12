using System.Globalization;
using System.Net;
using System.Text.Json;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scoring;
using Workflow.Scoring.Schema;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Endpoints;

public sealed class ContributionEndpointTests(SharedScorer shared) : IClassFixture<SharedScorer>
{
    private const string Rows = """[[1.5,2.25,"eco"],[-3,null,"übrig"]]""";

    [Theory]
    [InlineData("ORIGINAL")]
    [InlineData("TRANSFORMED")]
    public async Task Contribution_EveryTask_SumsToTheMarginsAndEqualsTheRuntime(string kind)
    {
        foreach (ModelTask task in Enum.GetValues<ModelTask>())
        {
            await using RunningScorer scorer = await RunningScorer.StartAsync(SamplePipelines.Of(task).ToZip().ToBytes());
            ScoringPipeline pipeline = scorer.Pipeline!;
            JsonElement answer = await PostAsync(scorer, "model/contribution", kind);
            Assert.Equal(["features", "contributionGroups"], answer.EnumerateObject().Select(member => member.Name));
            double[][][] groups = Groups(answer, pipeline, kind);
            double[] cells = Cells(pipeline);
            double[] margins = new double[2 * pipeline.Model.MarginCount], outputs = new double[2 * pipeline.OutputColumns.Count];
            pipeline.Score(cells, outputs, margins);
            for (int row = 0; row < 2; row++)
            {
                for (int k = 0; k < groups.Length; k++) Assert.Equal(margins[(row * groups.Length) + k], groups[k][row].Sum(), 1e-6 * groups[k][row].Sum(Math.Abs));
            }
        }
    }

    [Theory]
    [InlineData("ORIGINAL")]
    [InlineData("TRANSFORMED")]
    public async Task Score_WithContributions_AnswersBoth(string kind)
    {
        JsonElement answer = await PostAsync(shared.Scorer, "model/score", kind);
        Assert.Equal(["id", "fields", "score", "featureShapleyContributions"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal(Answers.Expected(shared.Pipeline, "1.5", "2.25", "eco"), answer.GetProperty("score")[0].Deserialize<string[]>());
        Assert.Equal(
            (await PostAsync(shared.Scorer, "model/contribution", kind)).GetRawText(), answer.GetProperty("featureShapleyContributions").GetRawText());
    }

    [Fact]
    public async Task Contribution_NoRows_TellsTheNamesAndEmptyGroups()
    {
        JsonElement answer = await PostAsync(shared.Scorer, "model/contribution", "ORIGINAL", "[]");
        Assert.Equal(["contrib_temperature", "contrib_pressure", "contrib_mode", "contrib_bias"], answer.GetProperty("features").Deserialize<string[]>()!);
        Assert.All(answer.GetProperty("contributionGroups").EnumerateArray(), group => Assert.Equal(0, group.GetProperty("contributions").GetArrayLength()));
    }

    [Fact]
    public async Task Contribution_NobodySaysWhich_IsRefused()
    {
        Problem problem = await Answers.ProblemAsync(
            await shared.Scorer.PostAsync("model/contribution", $$"""{"fields":["temperature","pressure","mode"],"rows":{{Rows}}}"""), HttpStatusCode.BadRequest);
        Assert.Contains("ORIGINAL", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capabilities_AModelThatCanBeExplained_AreAll() => Assert.Equal(
        """["SCORE","CONTRIBUTION_ORIGINAL","CONTRIBUTION_TRANSFORMED"]""", await Answers.TextAsync(await shared.Scorer.GetAsync("model/capabilities")));

    private static double[][][] Groups(JsonElement answer, ScoringPipeline pipeline, string kind)
    {
        bool isOriginal = kind == "ORIGINAL";
        IEnumerable<string> parts = isOriginal ? pipeline.InputColumns.Select(column => column.Name) : pipeline.TransformedColumns;
        Assert.Equal([.. parts.Select(name => $"contrib_{name}"), "contrib_bias"], answer.GetProperty("features").Deserialize<string[]>()!);
        JsonElement[] groups = [.. answer.GetProperty("contributionGroups").EnumerateArray()];
        string[] expectedGroups = pipeline.Model.MarginCount == 1 ? [pipeline.OutputColumns[^1]] : [.. pipeline.OutputColumns];
        Assert.Equal(expectedGroups, groups.Select(group => group.GetProperty("outputGroup").GetString()!));
        double[][][] numbers = [.. groups.Select(group => group.GetProperty("contributions").Deserialize<string[][]>()!
            .Select(row => row.Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray()).ToArray())];
        double[] cells = Cells(pipeline), expected = new double[2 * (isOriginal ? pipeline.ContributionColumns : pipeline.TransformedContributionColumns).Count];
        if (isOriginal) pipeline.Contributions(cells, expected);
        else pipeline.TransformedContributions(cells, expected);
        Assert.Equal(expected, Enumerable.Range(0, 2).SelectMany(row => numbers.SelectMany(group => group[row])));
        return numbers;
    }

    private static double[] Cells(ScoringPipeline pipeline)
    {
        string?[] texts = ["1.5", "2.25", "eco", "-3", null, "übrig"];
        var cells = new double[texts.Length];
        for (int i = 0; i < cells.Length; i++) Assert.Null(pipeline.Parser(i % 3).Parse(texts[i], out cells[i]));
        return cells;
    }

    private static async Task<JsonElement> PostAsync(RunningScorer scorer, string path, string kind, string rows = Rows) => await Answers.JsonAsync(
        await scorer.PostAsync(path, $$"""{"requestShapleyValueType":"{{kind}}","fields":["temperature","pressure","mode"],"rows":{{rows}}}"""));
}
