using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Jobs;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Registry;

namespace Workflow.Api.Endpoints;

/// <summary>Registered versions, their scoring pipeline files and model cards.</summary>
internal static class VersionsEndpoints
{
    private const int LargestPage = 500;

    public static void MapVersions(this RouteGroupBuilder api)
    {
        RouteGroupBuilder versions = api.MapGroup("/versions");
        versions.MapGet("/", ListAsync);
        versions.MapGet("/{model}/latest", (string model, VersionStore store, CancellationToken token) => GetAsync(model, null, store, token));
        versions.MapGet("/{model}/{number:long}", (string model, long number, VersionStore store, CancellationToken token) => GetAsync(model, number, store, token));
        versions.MapGet("/{model}/{number:long}/pipeline", PipelineAsync);
        versions.MapGet("/{model}/{number:long}/card", CardAsync);
        versions.MapGet("/{model}/{number:long}/production", ProductionAsync);
    }

    private static async Task<IResult> ListAsync(VersionStore store, string? limit, CancellationToken cancellationToken) => Results.Ok(new
    {
        items = (await store.ListAsync(Projects.Default, Paging.Size(limit, LargestPage, LargestPage), cancellationToken).ConfigureAwait(false)).Select(VersionContract.Of),
    });

    private static async Task<IResult> GetAsync(string model, long? number, VersionStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(Projects.Default, model, number, cancellationToken).ConfigureAwait(false) is { } version
            ? Results.Ok(VersionContract.Of(version))
            : NoSuchVersion(model, number);

    private static async Task<IResult> PipelineAsync(string model, long number, VersionStore store, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Projects.Default, model, number, cancellationToken).ConfigureAwait(false) is not { } version) return NoSuchVersion(model, number);
        version.RequirePresent();
        string file = await artifacts.FileAsync(version.PipelineSha256, cancellationToken).ConfigureAwait(false);
        return Results.File(file, "application/octet-stream", $"{model}-{number}.pipeline");
    }

    private static async Task<IResult> CardAsync(
        HttpContext context, string model, long number, VersionStore store, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Projects.Default, model, number, cancellationToken).ConfigureAwait(false) is not { } version) return NoSuchVersion(model, number);
        version.RequirePresent();
        return await CardResults.CardAsync(context, artifacts, version.PipelineSha256, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> ProductionAsync(string model, long number, VersionStore store, VersionRecords records, CancellationToken cancellationToken) =>
        await store.FindAsync(Projects.Default, model, number, cancellationToken).ConfigureAwait(false) is { } version
            ? Results.Ok(await records.ReadAsync(version, cancellationToken).ConfigureAwait(false))
            : NoSuchVersion(model, number);

    private static IResult NoSuchVersion(string model, long? number) => Problems.NotFound(
        number is null ? $"model '{model}' has no version" : $"there is no version '{model}@{number}'");
}
