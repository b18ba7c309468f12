using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Api.Dashboard.Pages;
using Workflow.Api.Dashboard.Views;
using Workflow.Api.Endpoints;
using Workflow.Jobs;
using Workflow.Jobs.Experiments;
using Workflow.Jobs.Registry;

namespace Workflow.Api.Dashboard;

/// <summary>One version: what it is, what it was made with, and how it does in production.</summary>
internal static class VersionPages
{
    public static void MapVersionPages(this IEndpointRouteBuilder server) => server.MapGet("/versions/{model}/{number:long}", ShowAsync);

    private static async Task<IResult> ShowAsync(
        HttpContext context, string model, long number, VersionStore versions, VersionRecords records, ExperimentReports experiments, Viewers viewers, CancellationToken cancellationToken)
    {
        ModelVersion version = await versions.FindAsync(Projects.Default, model, number, cancellationToken).ConfigureAwait(false)
            ?? throw new VersionException(VersionException.Unknown, $"there is no version {model}@{number}");
        ExperimentReport? experiment = version.RunId is { } run ? await experiments.FindAsync(run, cancellationToken).ConfigureAwait(false) : null;
        var view = new VersionView(VersionContract.Of(version), experiment, await records.ReadAsync(version, cancellationToken).ConfigureAwait(false));
        return DashboardResults.Page<VersionPage>(context, new { Viewer = viewers.Of(context), View = view });
    }
}
