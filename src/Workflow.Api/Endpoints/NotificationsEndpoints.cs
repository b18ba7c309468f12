using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Jobs.Notifications;
using Workflow.Training.Configuration;

namespace Workflow.Api.Endpoints;

/// <summary>What was told to webhooks, and telling it again.</summary>
internal static class NotificationsEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 500;

    public static void MapNotifications(this RouteGroupBuilder api)
    {
        RouteGroupBuilder notifications = api.MapGroup("/notifications");
        notifications.MapGet("/", ListAsync);
        notifications.MapGet("/{id}", GetAsync);
        notifications.MapPost("/{id}/redeliver", RedeliverAsync);
        api.MapPost("/webhooks/{name}/test", TestAsync);
    }

    private static async Task<IResult> ListAsync(NotificationStore store, string? state, string? limit, string? before, CancellationToken cancellationToken)
    {
        if (state is not null && !NotificationStates.All.Contains(state, StringComparer.Ordinal))
        {
            return Problems.Result(StatusCodes.Status400BadRequest, "request-invalid", $"state: '{state}' is unknown; {NearestName.Hint(state, [.. NotificationStates.All])}");
        }

        int page = Paging.Size(limit, DefaultPage, LargestPage);
        IReadOnlyList<NotificationRecord> found = await store.ListAsync(state, page, before, cancellationToken).ConfigureAwait(false);
        return Results.Ok(new { items = found.Select(NotificationContract.Of), next = found.Count == page ? found[^1].Id : null });
    }

    private static async Task<IResult> GetAsync(string id, NotificationStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } notification ? Results.Ok(NotificationContract.Of(notification)) : NoSuchNotification(id);

    private static async Task<IResult> RedeliverAsync(string id, NotificationTransitions transitions, NotificationSender sender, CancellationToken cancellationToken)
    {
        if (!await transitions.RedeliverAsync(id, cancellationToken).ConfigureAwait(false)) return NoSuchNotification(id);
        return Send(id, sender);
    }

    private static async Task<IResult> TestAsync(string name, NotificationTransitions transitions, NotificationSender sender, CancellationToken cancellationToken) =>
        await transitions.PingAsync(name, cancellationToken).ConfigureAwait(false) is { } id ? Send(id, sender) : Problems.NotFound($"there is no webhook '{name}' in pipelines.yaml");

    private static IResult Send(string id, NotificationSender sender)
    {
        sender.Wake();
        return Results.Accepted($"/api/v1/notifications/{id}", new SentNotification(id));
    }

    private static IResult NoSuchNotification(string id) => Problems.NotFound($"there is no notification '{id}'");
}
