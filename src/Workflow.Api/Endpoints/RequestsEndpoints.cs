using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Jobs.Requests;
using Workflow.Training.Configuration;

namespace Workflow.Api.Endpoints;

/// <summary>Runs that were asked for: by schedules, triggers and backfills.</summary>
internal static class RequestsEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 500;
    private const string Caller = "REST";
    private static readonly string[] States = Enum.GetNames<RequestState>();

    public static void MapRequests(this RouteGroupBuilder api)
    {
        RouteGroupBuilder requests = api.MapGroup("/requests");
        requests.MapGet("/", ListAsync);
        requests.MapGet("/{id}", GetAsync);
        requests.MapPost("/{id}/withdraw", WithdrawAsync);
        requests.MapPost("/withdraw", WithdrawGroupAsync);
    }

    private static async Task<IResult> ListAsync(
        string? state, string? pipeline, string? cause, string? group, string? limit, string? before, RequestStore store, CancellationToken cancellationToken)
    {
        int page = Paging.Size(limit, DefaultPage, LargestPage);
        var filter = new RequestFilter { State = State(state), Pipeline = pipeline, CauseId = cause, Group = group };
        IReadOnlyList<RequestRecord> found = await store.ListAsync(filter, page, before, cancellationToken).ConfigureAwait(false);
        return Results.Ok(new { items = found.Select(RequestContract.Of), next = found.Count == page ? found[^1].Id : null });
    }

    private static async Task<IResult> GetAsync(string id, RequestStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } request ? Results.Ok(RequestContract.Of(request)) : NoSuchRequest(id);

    private static async Task<IResult> WithdrawAsync(string id, RequestStore store, CancellationToken cancellationToken)
    {
        bool isWithdrawn = await store.WithdrawAsync(id, Caller, cancellationToken).ConfigureAwait(false);
        if (await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } request) return NoSuchRequest(id);
        if (isWithdrawn) return Results.Ok(RequestContract.Of(request));
        string advice = request.RunId is { } run ? $"; its run {run} can be cancelled" : string.Empty;
        return Problems.Result(StatusCodes.Status409Conflict, "request-over", $"request {id} is not pending any more: it is {request.State}{advice}");
    }

    private static async Task<IResult> WithdrawGroupAsync(WithdrawGroupRequest request, RequestStore store, CancellationToken cancellationToken) =>
        Results.Ok(new { withdrawn = await store.WithdrawGroupAsync(request.Group, request.By ?? Caller, cancellationToken).ConfigureAwait(false) });

    private static RequestState? State(string? text)
    {
        if (text is null) return null;
        if (States.FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name) return Enum.Parse<RequestState>(name);
        throw new BadHttpRequestException($"state: '{text}' is no state; {NearestName.Hint(text, States)}");
    }

    private static IResult NoSuchRequest(string id) => Problems.NotFound($"there is no request '{id}'");
}
