using System.Net;
using System.Text.Json;
using Workflow.Api.Tests.TestData;

namespace Workflow.Api.Tests.Endpoints;

public sealed class ExperimentsEndpointsTests(TrainedServer trained) : IClassFixture<TrainedServer>
{
    private RunningServer Server => trained.Server;

    [Fact]
    public async Task List_RunsThatTrain_AreToldWithWinnerAndScores()
    {
        await Server.RunAsync("rig");
        JsonElement item = Assert.Single((await Server.ReadAsync("/api/v1/experiments")).GetProperty("items").EnumerateArray());
        Assert.Equal((trained.Run.Run, "trained", "Succeeded", "cool_cond_y"), (Text(item, "experiment"), Text(item, "pipeline"), Text(item, "state"), Text(item, "target")));
        JsonElement score = item.GetProperty("score");
        Assert.Equal("log loss", Text(score, "metric"));
        Assert.True(score.GetProperty("validation").GetDouble() > 0);
        Assert.True(score.GetProperty("test").GetDouble() > 0);
        Assert.Equal(trained.Run.Run, Text(await Server.ReadAsync("/api/v1/experiments?limit=1&pipeline=trained"), "next"));
        Assert.Empty((await Server.ReadAsync("/api/v1/experiments?state=failed")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Get_AnExperiment_TellsFeaturesResourcesTrialsFindingsAndSettings()
    {
        JsonElement experiment = await Server.ReadAsync($"/api/v1/experiments/{trained.Run.Run}");
        Assert.Equal(17, experiment.GetProperty("features").GetProperty("columns").GetInt32());
        Assert.True(experiment.GetProperty("resources").GetProperty("peakMemoryBytes").GetInt64() > 10_000_000);
        Assert.True(experiment.GetProperty("resources").GetProperty("scoreMicroseconds").GetDouble() > 0);
        Assert.Equal(4, experiment.GetProperty("trials").GetArrayLength());
        Assert.Contains(experiment.GetProperty("findings").EnumerateArray(), finding => Text(finding, "kind") == "leakage" && finding.GetProperty("auc").GetDouble() >= 0.95);
        Assert.Single(experiment.GetProperty("leaderboard").EnumerateArray(), trial => trial.GetProperty("chosen").GetBoolean());
        Assert.Equal("max_log_loss", Text(Assert.Single(experiment.GetProperty("gates").EnumerateArray()), "gate"));
        Assert.Contains(experiment.GetProperty("settings").EnumerateArray(), line => Text(line, "text") == "at most 4 trials, 3 folds, seed 42");
    }

    [Fact]
    public async Task Get_ARunThatTrainsNothing_Is404()
    {
        string run = (await Server.RunAsync("rig")).Run;
        Assert.Equal(HttpStatusCode.NotFound, (await Server.GetAsync($"/api/v1/experiments/{run}")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Server.GetAsync("/api/v1/experiments?limit=many")).StatusCode);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
