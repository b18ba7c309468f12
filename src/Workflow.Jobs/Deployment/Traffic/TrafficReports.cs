namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Tells how requests are divided, what came of it, and what became of earlier second versions.</summary>
public sealed class TrafficReports(EndpointStore endpoints, ArmTrafficStore traffic, ComparedAnswerStore answers, SecondVersionHistory history, TimeProvider time)
{
    private const int Whole = 100;
    private const int MostPast = 10;

    /// <summary>How the requests of an endpoint are divided now.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="name">Name of the endpoint.</param>
    /// <param name="differing">How many differing answers are wanted.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="DeploymentException">There is no such endpoint.</exception>
    public async Task<TrafficReport> ReadAsync(string project, string name, int differing, CancellationToken cancellationToken)
    {
        EndpointRecord endpoint = await RequireAsync(project, name, cancellationToken).ConfigureAwait(false);
        string first = $"{endpoint.Pipeline}@{endpoint.Version}";
        IReadOnlyList<PastSecondVersion> past = await history.ListAsync(project, name, MostPast, cancellationToken).ConfigureAwait(false);
        if (endpoint.Challenger is not { } second) return new TrafficReport(name, TrafficArm.Of(first, endpoint.Deployment is null ? 0 : Whole, ArmCounts.None), null) { Past = past };
        IReadOnlyDictionary<string, ArmCounts> counts = await traffic.ReadAsync(project, name, second.Epoch, cancellationToken).ConfigureAwait(false);
        (ArmCounts ofFirst, ArmCounts ofSecond) = (counts.GetValueOrDefault(first, ArmCounts.None), counts.GetValueOrDefault(second.Version, ArmCounts.None));
        int share = second.Plan.Role == TrafficRole.Shadow ? Whole : Whole - second.Share;
        return new TrafficReport(
            name,
            TrafficArm.Of(first, share, ofFirst),
            TrafficArm.Of(second.Version, second.Share, ofSecond))
        {
            Plan = second.Plan.ToString(),
            Role = second.Plan.Role,
            Since = second.Since,
            Ended = second.Ended,
            Judgement = second is { Ended: null, Plan.Role: TrafficRole.Canary } ? CanaryRules.Judge(second.Plan, ofFirst, ofSecond, time.GetUtcNow() - second.Since).Reason : null,
            Past = past,
            Differing = differing == 0 ? [] : await answers.ListAsync(project, name, second.Epoch, differing, cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<EndpointRecord> RequireAsync(string project, string name, CancellationToken cancellationToken) =>
        await endpoints.FindAsync(project, name, cancellationToken).ConfigureAwait(false) ?? throw new DeploymentException($"there is no endpoint '{name}'");
}
