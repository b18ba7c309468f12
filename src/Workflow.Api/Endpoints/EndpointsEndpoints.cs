using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Jobs;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Home;

namespace Workflow.Api.Endpoints;

/// <summary>Endpoints and how they are.</summary>
internal static class EndpointsEndpoints
{
    private const int DefaultLines = 100;
    private const int MostLines = 10_000;

    public static void MapEndpoints(this RouteGroupBuilder api)
    {
        RouteGroupBuilder endpoints = api.MapGroup("/endpoints");
        endpoints.MapGet("/", ListAsync);
        endpoints.MapPost("/{name}/stop", StopAsync);
        endpoints.MapDelete("/{name}", DeleteAsync);
        endpoints.MapGet("/{name}/logs", LogsAsync);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, EndpointReports reports, WorkflowHome home, CancellationToken cancellationToken)
    {
        // This server answers there itself, under the name by which it was asked.
        Uri? gateway = GatewayPresence.Find(home, new Uri($"{request.Scheme}://{request.Host}"));
        return Results.Ok(new { items = (await reports.ListAsync(Projects.Default, cancellationToken).ConfigureAwait(false)).Select(report => EndpointContract.Of(report, gateway)) });
    }

    private static async Task<IResult> StopAsync(string name, bool? forget, EndpointStore store, Deployer deployer, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false) is null) return Problems.NotFound($"there is no endpoint '{name}'");
        await deployer.StopAsync(Projects.Default, name, forget ?? false, cancellationToken).ConfigureAwait(false);
        return Results.NoContent();
    }

    // Whoever asks may go away: what is begun goes on, and the endpoint is shown as being removed.
    private static async Task<IResult> DeleteAsync(string name, bool? forget, EndpointStore store, Deployer deployer, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false) is null) return Problems.NotFound($"there is no endpoint '{name}'");
        await deployer.DestroyAsync(Projects.Default, name, forget ?? false, _ => { }, CancellationToken.None).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> LogsAsync(string name, string? lines, EndpointStore store, Deployer deployer, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false) is null) return Problems.NotFound($"there is no endpoint '{name}'");
        return Results.Text(await deployer.LogsAsync(Projects.Default, name, Paging.Size(lines, DefaultLines, MostLines), cancellationToken).ConfigureAwait(false));
    }
}
