using Microsoft.AspNetCore.Http;
using Workflow.Api.Contracts;
using Workflow.Jobs.Runs;

namespace Workflow.Api.Endpoints;

/// <summary>What requests that begin runs have in common.</summary>
internal static class BegunRun
{
    /// <summary>What begins a run: the hand that a request names, else a program.</summary>
    public static RunCause Cause(string? hand) => hand is null ? new RunCause(RunCauseKind.Rest, "REST") : RunCause.ByHand(hand);

    /// <summary>202, and where the run is.</summary>
    public static IResult Accepted(string run) => Results.Accepted($"/api/v1/runs/{run}", new StartedRun(run));
}
