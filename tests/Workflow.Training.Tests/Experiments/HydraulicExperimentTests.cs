using System.Text.Json;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Models;
using Workflow.Testing.Data;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Packaging;
using Workflow.Training.Recipes;
using Workflow.Training.Tests.Cards;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments;

/// <summary>A small search on the data of the rig, real or simulated, from the archive to the file that scores.</summary>
public sealed class HydraulicExperimentTests
{
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("cool_cond_y", 3)]
    [InlineData("stable_y", 2)]
    public async Task Run_DataOfTheRig_BeatsTheBaselineAndIsTheSameOnAnyThreads(string target, int classCount)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        var source = new SourceFile(await HydraulicData.ArchiveAsync(token), TestDatasets.Digest, Simulated: false);
        RecipeDefinition recipe = RecipeLoader.Read(await File.ReadAllTextAsync(RepositoryFiles.Recipe("hydraulic.yaml"), token), "hydraulic.yaml");
        Dataset dataset = RecipeReader.Read(recipe, target, source, 2, null, token);
        int[] rows = [.. Enumerable.Range(0, dataset.RowCount)];
        FeaturePlan plan = TestMatrices.SearchPlan(dataset);
        Assert.Equal(classCount, dataset.Schema.Classes.Count);

        ExperimentResult Search(int threads) =>
            new Experiment(new ExperimentDefinition { Trials = 9, Folds = 3 }, plan, rows, TimeProvider.System).Run(threads, null, token);
        ExperimentResult one = Search(1), two = Search(2);
        Assert.Equal(JsonSerializer.Serialize(one.Leaderboard), JsonSerializer.Serialize(two.Leaderboard));
        Assert.Equal(ModelCodec.Write(one.Model), ModelCodec.Write(two.Model));
        Assert.InRange(one.Winner.LogLoss!.Value, 0, one.Leaderboard.Single(entry => entry.Learner == "prior").LogLoss!.Value / 2);

        var summary = new LearnerSummary(one.Winner.Learner, one.Winner.Library, one.Winner.Parameters);
        byte[] file = PipelinePackager.Pack(PipelinePackager.Draft("rig", dataset, new TrainedModel(one.Plan, one.Model, summary), rows, TestCards.Lineage), TestCards.Plain, CancellationToken.None);
        Assert.Null(GoldenCheck.FirstDifference(new ScoringPipeline(PipelineFileReader.Read(file))));
    }
}
