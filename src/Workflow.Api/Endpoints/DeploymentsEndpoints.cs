using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Api.Hosting;
using Workflow.Jobs;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Deployment.Releases;

namespace Workflow.Api.Endpoints;

/// <summary>Brings registered versions to environments, and back.</summary>
internal static class DeploymentsEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 500;

    public static void MapDeployments(this RouteGroupBuilder api)
    {
        api.MapPost("/deployments", DeployAsync);
        api.MapPost("/deployments/plan", PlanAsync);
        api.MapPost("/endpoints/{name}/rollback", RollBackAsync);
        api.MapPost("/endpoints/{name}/rehearse", RehearseAsync);
        api.MapPost("/endpoints/{name}/start", StartAsync);
        api.MapGet("/endpoints/{name}/deployments", ListAsync);
    }

    private static async Task<IResult> DeployAsync(
        DeployVersionRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        ReleaseStarter releases,
        PipelineSource pipelines,
        CancellationToken cancellationToken)
    {
        (string id, _) = await releases.DeployAsync(pipelines.Open(), Release(request) with { IdempotencyKey = idempotencyKey }, cancellationToken).ConfigureAwait(false);
        return BegunRun.Accepted(id);
    }

    private static async Task<IResult> PlanAsync(DeployVersionRequest request, DeploymentPlanner planner, PipelineSource pipelines, CancellationToken cancellationToken)
    {
        DeploymentPlan plan = await planner.PlanAsync(pipelines.Open(), Release(request), cancellationToken).ConfigureAwait(false);
        return Results.Ok(plan);
    }

    private static async Task<IResult> RehearseAsync(string name, EndpointStore store, RollbackRehearsal rehearsal, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false) is null) return Problems.NotFound($"there is no endpoint '{name}'");
        return Results.Ok(RehearsalContract.Of(await rehearsal.RunNowAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false)));
    }

    private static async Task<IResult> RollBackAsync(
        string name,
        RollBackRequest? request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        ReleaseStarter releases,
        PipelineSource pipelines,
        CancellationToken cancellationToken)
    {
        var rollback = new RollbackRequest(name, request?.Version, BegunRun.Cause(request?.Cause)) { Reason = request?.Reason, UnverifiedReason = request?.UnverifiedReason, IdempotencyKey = idempotencyKey };
        (string id, _) = await releases.RollBackAsync(pipelines.Open(), rollback, cancellationToken).ConfigureAwait(false);
        return BegunRun.Accepted(id);
    }

    private static async Task<IResult> StartAsync(
        string name,
        StartEndpointRequest? request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        ReleaseStarter releases,
        PipelineSource pipelines,
        CancellationToken cancellationToken)
    {
        var start = new StartRequest(name, BegunRun.Cause(request?.Cause)) { UnverifiedReason = request?.UnverifiedReason, IdempotencyKey = idempotencyKey };
        (string id, _) = await releases.StartAsync(pipelines.Open(), start, cancellationToken).ConfigureAwait(false);
        return BegunRun.Accepted(id);
    }

    private static async Task<IResult> ListAsync(string name, string? limit, EndpointStore endpoints, DeploymentHistory history, CancellationToken cancellationToken)
    {
        if (await endpoints.FindAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false) is null) return Problems.NotFound($"there is no endpoint '{name}'");
        return Results.Ok(new { items = await history.ListAsync(Projects.Default, name, Paging.Size(limit, DefaultPage, LargestPage), cancellationToken).ConfigureAwait(false) });
    }

    private static ReleaseRequest Release(DeployVersionRequest request) => new(request.Pipeline, request.Version, request.Environment, BegunRun.Cause(request.Cause))
    {
        Reason = request.Reason,
        UnverifiedReason = request.UnverifiedReason,
        Traffic = request.Traffic,
    };
}
