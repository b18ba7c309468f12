namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Tells how requests are divided, and does what people decide about it.</summary>
public sealed class TrafficReports(EndpointStore endpoints, ArmTrafficStore traffic, ComparedAnswerStore answers, TrafficTransitions transitions, Platforms platforms)
{
    private const int Whole = 100;

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
        if (endpoint.Challenger is not { } second) return new TrafficReport(name, TrafficArm.Of(first, endpoint.Deployment is null ? 0 : Whole, ArmCounts.None), null);
        IReadOnlyDictionary<string, ArmCounts> counts = await traffic.ReadAsync(project, name, second.Epoch, cancellationToken).ConfigureAwait(false);
        int share = second.Plan.Role == TrafficRole.Shadow ? Whole : Whole - second.Share;
        return new TrafficReport(
            name,
            TrafficArm.Of(first, share, counts.GetValueOrDefault(first, ArmCounts.None)),
            TrafficArm.Of(second.Version, second.Share, counts.GetValueOrDefault(second.Version, ArmCounts.None)))
        {
            Plan = second.Plan.ToString(),
            Role = second.Plan.Role,
            Since = second.Since,
            Ended = second.Ended,
            Differing = differing == 0 ? [] : await answers.ListAsync(project, name, second.Epoch, differing, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Lets the second version serve alone from now on; the first is kept warm.</summary>
    /// <exception cref="DeploymentException">There is none, or somebody has just changed it.</exception>
    public async Task PromoteAsync(string project, string name, string reason, CancellationToken cancellationToken)
    {
        EndpointRecord endpoint = await RequireSecondAsync(project, name, cancellationToken).ConfigureAwait(false);
        if (!await transitions.PromoteAsync(project, endpoint, reason, cancellationToken).ConfigureAwait(false)) throw Changed(name);
        if (endpoint.Previous is { } warm) await RemoveAsync(name, warm.Handle, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the second version away, with what runs of it.</summary>
    /// <exception cref="DeploymentException">There is none, or somebody has just changed it.</exception>
    public async Task EndAsync(string project, string name, CancellationToken cancellationToken)
    {
        EndpointRecord endpoint = await RequireSecondAsync(project, name, cancellationToken).ConfigureAwait(false);
        if (!await transitions.ForgetAsync(project, endpoint, cancellationToken).ConfigureAwait(false)) throw Changed(name);
        await RemoveAsync(name, endpoint.Challenger!.Handle, cancellationToken).ConfigureAwait(false);
    }

    private static DeploymentException Changed(string name) => new($"the traffic of {name} was changed by somebody else at this moment: look again (workflow traffic {name})");

    private Task RemoveAsync(string endpoint, DeploymentHandle handle, CancellationToken cancellationToken) =>
        platforms.Find(handle.Platform).RemoveAsync(endpoint, handle, cancellationToken);

    private async Task<EndpointRecord> RequireSecondAsync(string project, string name, CancellationToken cancellationToken)
    {
        EndpointRecord endpoint = await RequireAsync(project, name, cancellationToken).ConfigureAwait(false);
        return endpoint.Challenger is not null ? endpoint : throw new DeploymentException($"there is no second version at {name}: deploy one with --canary, --split or --shadow");
    }

    private async Task<EndpointRecord> RequireAsync(string project, string name, CancellationToken cancellationToken) =>
        await endpoints.FindAsync(project, name, cancellationToken).ConfigureAwait(false) ?? throw new DeploymentException($"there is no endpoint '{name}'");
}
