using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Jobs.Experiments;

namespace Workflow.Api.Endpoints;

/// <summary>Experiments: the runs that train a model. They are begun as any run is.</summary>
internal static class ExperimentsEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    public static void MapExperiments(this RouteGroupBuilder api)
    {
        RouteGroupBuilder experiments = api.MapGroup("/experiments");
        experiments.MapGet("/", ListAsync);
        experiments.MapGet("/{id}", GetAsync);
    }

    private static async Task<IResult> ListAsync(
        ExperimentReports reports, string? pipeline, string? state, string? tag, string? limit, string? before, CancellationToken cancellationToken)
    {
        int page = Paging.Size(limit, DefaultPage, LargestPage);
        IReadOnlyList<ExperimentSummary> items = await reports.ListAsync(
            RunQuery.Filter(pipeline, state, tag, null), page, RunQuery.Id("before", before), cancellationToken).ConfigureAwait(false);
        return Results.Ok(new { items, next = items.Count == page ? items[^1].Experiment : null });
    }

    private static async Task<IResult> GetAsync(string id, ExperimentReports reports, CancellationToken cancellationToken) =>
        await reports.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } report
            ? Results.Ok(ExperimentContract.Of(report))
            : Problems.NotFound($"there is no experiment '{id}'");
}
