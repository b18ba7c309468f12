using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Workers;
using Workflow.Training.Errors;

namespace Workflow.Api.Endpoints;

/// <summary>Liveness and readiness of a worker.</summary>
internal static class WorkerHealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapWorkerHealth(this IEndpointRouteBuilder server, WorkerPresence presence)
    {
        RouteGroupBuilder health = server.MapGroup("/health");
        health.MapGet("/live", () => Results.Ok(new { status = "live" }));
        health.MapGet("/ready", (HttpContext context, IDatabase database) => ReadyAsync(context, presence, database));
    }

    private static async Task ReadyAsync(HttpContext context, WorkerPresence presence, IDatabase database)
    {
        string? reason = presence.State switch
        {
            WorkerState.Draining => "draining: it takes no more steps",
            WorkerState.Gone => "it has ended",
            _ => await ReasonAsync(database, context.RequestAborted).ConfigureAwait(false),
        };
        if (reason is null) await Results.Ok(new { status = "ready", worker = presence.Identity.Name }).ExecuteAsync(context).ConfigureAwait(false);
        else await Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "not-ready", reason).ConfigureAwait(false);
    }

    private static async Task<string?> ReasonAsync(IDatabase database, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await database.ReadAsync(
                connection => connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT 1", cancellationToken: limit.Token)), limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (WorkflowException away)
        {
            return away.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "the database does not answer";
        }
    }
}
