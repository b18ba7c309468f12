using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Plans;

/// <summary>Says what a deployment will do; looks at everything and changes nothing.</summary>
public sealed class DeploymentPlanner(ReleaseDefinitions definitions, Deployer deployer, ImageVerifier images)
{
    /// <summary>The plan of a release.</summary>
    /// <exception cref="PipelineException">There is no such pipeline or environment.</exception>
    /// <exception cref="DeploymentException">There is no such version, its platform cannot be used, or its port is taken.</exception>
    public async Task<DeploymentPlan> PlanAsync(PipelinesFile file, ReleaseRequest request, CancellationToken cancellationToken)
    {
        PipelineDefinition definition = await definitions.CreateAsync(file, request, cancellationToken).ConfigureAwait(false);
        ReleaseDefinition release = definition.Release!;
        EnvironmentDefinition environment = definition.Environment(definition.DeployTo);
        string endpoint = EndpointRecord.NameOf(definition.Name, environment.Name), version = $"{definition.Name}@{release.Version}";
        var deployment = new DeploymentRequest(endpoint, version, release.PipelineSha256, string.Empty, release.Image);
        PlannedPlace place = await deployer.PlaceAsync(Projects.Default, environment, deployment, cancellationToken).ConfigureAwait(false);
        ImageVerification verified = await images.VerifyAsync(new ExpectedImage(version, release.Image, release.PipelineSha256), cancellationToken).ConfigureAwait(false);
        return new DeploymentPlan
        {
            Endpoint = endpoint,
            Version = version,
            Environment = environment.Name,
            Platform = place.Platform.Name,
            ManifestDigest = release.Image.ManifestDigest,
            ConfigDigest = release.Image.ConfigDigest,
            ImageProblem = verified.Failure,
            Changes = place.Current is { } current
                ? [new PlannedChange(PlannedAction.Keep, "endpoint", endpoint, $"serves {version} on {current.Url} already")]
                : Replacement(place, deployment),
        };
    }

    private static PlannedChange[] Replacement(PlannedPlace place, DeploymentRequest deployment) =>
    [
        New(place, deployment),
        .. place.Old.Where(old => old != place.Warm).Select(old => Old(place, old)),
        Endpoint(deployment.Endpoint, deployment.Name, place.Recorded, place.Warm?.Port ?? place.Port),
    ];

    private static PlannedChange New(PlannedPlace place, DeploymentRequest deployment)
    {
        PlannedResource resource = place.Platform.Describe(deployment.Endpoint, place.Port);
        return place.Warm is { } warm
            ? new PlannedChange(PlannedAction.Keep, "deployment", $"{warm.Platform} {Short(warm.Id)}", $"{deployment.Name} still runs, on port {warm.Port}: it serves again without a start")
            : new PlannedChange(PlannedAction.Create, resource.Kind, resource.Name, resource.ToString());
    }

    private static PlannedChange Old(PlannedPlace place, DeploymentHandle old)
    {
        EndpointRecord? now = place.Recorded;
        string name = $"{old.Platform} {Short(old.Id)}";
        bool isServing = old == now?.Deployment;
        if (place.IsBeside && isServing) return new PlannedChange(PlannedAction.Keep, "deployment", name, $"{Served(now)}, on port {old.Port}, goes on running and is what a rollback goes back to");
        string what = isServing ? Served(now) : old == now?.Previous?.Handle ? "what served before" : "what an earlier deployment has left";
        return new PlannedChange(PlannedAction.Remove, "deployment", name, $"{what}, on port {old.Port}, once the new one has proven itself beside it");
    }

    private static PlannedChange Endpoint(string endpoint, string version, EndpointRecord? now, int port)
    {
        if (now is null) return new PlannedChange(PlannedAction.Create, "endpoint", endpoint, $"serves {version} on http://127.0.0.1:{port}");
        string from = now.Deployment is null ? "nothing" : $"{Served(now)} on {now.Url}";
        return new PlannedChange(PlannedAction.Change, "endpoint", endpoint, $"from {from} to {version} on http://127.0.0.1:{port}");
    }

    private static string Served(EndpointRecord? now) => now is null ? "nothing" : $"{now.Pipeline}@{now.Version}";

    private static string Short(string id) => id.Length > 12 ? id[..12] : id;
}
