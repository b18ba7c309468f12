using System.Net;
using System.Text.Json;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Registry;
using Workflow.Testing.Scoring;

namespace Workflow.Api.Tests.Endpoints;

public sealed class DeploymentsEndpointsTests
{
    private const string Refused = "deployment-failed";

    [Fact]
    public async Task List_WhatServedAndServes_IsToldNewestFirst()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        StoredThings stored = await AddAsync(server);
        for (int i = 1; i <= 3; i++)
        {
            await stored.ExecuteAsync(
                """
                INSERT INTO deployment (id, project, endpoint, model, pipeline_sha256, manifest_digest, config_digest, platform, run_id, reason, unverified_reason, started_at, ended_at)
                SELECT @id, 'default', 'rig-dev', 'stored', pipeline_sha256, 'sha256:m', 'sha256:c', 'process', 'run', @reason, NULL, @at, @until FROM model_version
                """,
                new { id = $"{i}", reason = $"reason {i}", at = 1000L * i, until = i == 3 ? (long?)null : 1000L * (i + 1) });
        }

        JsonElement[] all = [.. (await server.ReadAsync("/api/v1/endpoints/rig-dev/deployments")).GetProperty("items").EnumerateArray()];
        Assert.Equal(["reason 3", "reason 2", "reason 1"], all.Select(one => one.GetProperty("reason").GetString()));
        Assert.Equal([false, true, true], all.Select(one => one.TryGetProperty("until", out _)));
        Assert.All(all, one => Assert.Equal("stored@1", one.GetProperty("version").GetString()));
        Assert.Equal("reason 3", Assert.Single((await server.ReadAsync("/api/v1/endpoints/rig-dev/deployments?limit=1")).GetProperty("items").EnumerateArray()).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task RollBackAndRehearse_NothingServedBefore_AreRefusedWithTheReason()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await AddAsync(server);
        string rollback = await Problems.AssertAsync(await server.PostAsync("/api/v1/endpoints/rig-dev/rollback", new { reason = "worse" }), HttpStatusCode.UnprocessableEntity, Refused);
        Assert.StartsWith("rig-dev has served nothing but stored@1 with this image: there is nothing to go back to. Name another version", rollback, StringComparison.Ordinal);
        string rehearsal = await Problems.AssertAsync(await server.PostAsync("/api/v1/endpoints/rig-dev/rehearse"), HttpStatusCode.UnprocessableEntity, Refused);
        Assert.Equal("rig-dev has served nothing but stored@1 with this image: there is nothing to go back to", rehearsal);
    }

    [Fact]
    public async Task Rehearse_StoppedEndpoint_IsRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        await stored.AddEndpointAsync("stopped-dev", 9, (await stored.AddVersionAsync(SamplePipelines.Binary())).PipelineSha256, stopped: true);
        Assert.Equal(
            "stopped-dev is stopped: there is nothing to go back from",
            await Problems.AssertAsync(await server.PostAsync("/api/v1/endpoints/stopped-dev/rehearse"), HttpStatusCode.UnprocessableEntity, Refused));
    }

    [Fact]
    public async Task Everything_UnknownEndpoint_IsRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        const string Said = "there is no endpoint 'nowhere'";
        Assert.Equal(Said, await Problems.AssertAsync(await server.GetAsync("/api/v1/endpoints/nowhere/deployments"), HttpStatusCode.NotFound, "not-found"));
        Assert.Equal(Said, await Problems.AssertAsync(await server.PostAsync("/api/v1/endpoints/nowhere/rehearse"), HttpStatusCode.NotFound, "not-found"));
        Assert.Equal(Said, await Problems.AssertAsync(await server.PostAsync("/api/v1/endpoints/nowhere/rollback"), HttpStatusCode.UnprocessableEntity, Refused));
        Assert.Equal(Said, await Problems.AssertAsync(await server.PostAsync("/api/v1/endpoints/nowhere/start"), HttpStatusCode.UnprocessableEntity, Refused));
    }

    [Fact]
    public async Task Deploy_EnvironmentThatIsNotThere_IsRefusedByDeploymentAndPlan()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (string path in (string[])["/api/v1/deployments", "/api/v1/deployments/plan"])
        {
            string said = await Problems.AssertAsync(await server.PostAsync(path, new { pipeline = "rig", environment = "nowhere", version = 7 }), HttpStatusCode.UnprocessableEntity, "pipeline-unusable");
            Assert.StartsWith("pipeline rig has no environment 'nowhere'; it has ", said, StringComparison.Ordinal);
            Assert.Contains(". Declare it under `environments:` of the pipeline in ", said, StringComparison.Ordinal);
            Assert.EndsWith("pipelines.yaml, for example `nowhere: {platform: docker}`", said, StringComparison.Ordinal);
        }

        Assert.Empty((await server.ReadAsync("/api/v1/runs")).GetProperty("items").EnumerateArray());
    }

    // Until nothing of it is left.
    [Fact]
    public async Task List_EndpointIsBeingRemoved_ShowsItAsDestroying()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        StoredThings stored = await AddAsync(server);
        await stored.ExecuteAsync("UPDATE endpoint SET destroying_at = 1", new { });
        Assert.Equal("destroying", Assert.Single((await server.ReadAsync("/api/v1/endpoints")).GetProperty("items").EnumerateArray()).GetProperty("state").GetString());
    }

    private static async Task<StoredThings> AddAsync(RunningServer server)
    {
        var stored = new StoredThings(server);
        ModelVersion version = await stored.AddVersionAsync(SamplePipelines.Binary());
        await stored.AddEndpointAsync("rig-dev", 9, version.PipelineSha256);
        return stored;
    }
}
