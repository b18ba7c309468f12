using System.Net;
using System.Text.Json;
using Workflow.Api.Tests.TestData;

namespace Workflow.Api.Tests.Endpoints;

public sealed class PipelinesEndpointsTests
{
    [Fact]
    public async Task List_PipelinesOfTheFile_TellsEach()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement[] items = [.. (await server.ReadAsync("/api/v1/pipelines")).GetProperty("items").EnumerateArray()];
        Assert.Equal(["rig", "gated", "unavailable"], items.Select(item => item.GetProperty("name").GetString()!));
        Assert.Equal("rig.yaml", items[0].GetProperty("recipe").GetString());
        Assert.Equal("cool_cond_y", items[0].GetProperty("target").GetString());
        Assert.Equal("""["ingest","split"]""", items[0].GetProperty("steps").GetRawText());
    }

    [Fact]
    public async Task List_FileWasEdited_TellsTheNewOne()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Folder.Add("fresh: {recipe: rig.yaml, target: stable_y, steps: {ingest: , split: }}");
        JsonElement items = (await server.ReadAsync("/api/v1/pipelines")).GetProperty("items");
        Assert.Equal("fresh", items[3].GetProperty("name").GetString());
        await server.RunAsync("fresh");
    }

    [Fact]
    public async Task List_FileIsWrong_AnswersEveryProblemWithItsLine()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Folder.Add("wrong: {recipe: rig.yaml, target: stable_y, stepps: {ingest: }, split: {test: 7}}");
        string detail = await Problems.AssertAsync(await server.GetAsync("/api/v1/pipelines"), HttpStatusCode.UnprocessableEntity, "configuration-invalid");
        Assert.Contains("pipelines.yaml:5:", detail, StringComparison.Ordinal);
        Assert.Contains("stepps", detail, StringComparison.Ordinal);
        Assert.Contains("pipelines.wrong.split.test", detail, StringComparison.Ordinal);

        // A broken neighbour does not keep a whole pipeline from running.
        await server.RunAsync("rig");
    }

    [Fact]
    public async Task List_FileIsGone_AnswersTheReason()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        File.Delete(server.Folder.PipelinesFile);
        await Problems.AssertAsync(await server.GetAsync("/api/v1/pipelines"), HttpStatusCode.UnprocessableEntity, "pipeline-unusable");
    }
}
