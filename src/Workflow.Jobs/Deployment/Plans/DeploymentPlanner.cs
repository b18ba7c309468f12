using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Plans;

/// <summary>Says what a deployment will do; looks at everything and changes nothing.</summary>
public sealed class DeploymentPlanner(
    ReleaseDefinitions definitions, Platforms platforms, EndpointStore endpoints, ImageVerifier images, GatewayPresence gateways, EnvironmentKeys keys)
{
    /// <summary>The plan of a release.</summary>
    /// <exception cref="PipelineException">There is no such pipeline or environment.</exception>
    /// <exception cref="DeploymentException">There is no such version, its keys cannot be read, its platform cannot be used, or its port is taken.</exception>
    public async Task<DeploymentPlan> PlanAsync(PipelinesFile file, ReleaseRequest request, CancellationToken cancellationToken)
    {
        PipelineDefinition definition = await definitions.CreateAsync(file, request, cancellationToken).ConfigureAwait(false);
        ReleaseDefinition release = definition.Release!;
        EnvironmentDefinition environment = definition.Environment(definition.DeployTo);
        string endpoint = EndpointRecord.NameOf(definition.Name, environment.Name), version = $"{definition.Name}@{release.Version}";
        var deployment = new DeploymentRequest(endpoint, version, release.PipelineSha256, string.Empty, release.Image) { Keys = keys.Of(environment) };
        EndpointRecord? recorded = await endpoints.FindAsync(Projects.Default, endpoint, cancellationToken).ConfigureAwait(false);
        EndpointChanges.RequireStaying(recorded);
        bool isChallenger = request.Traffic is not null;
        if (isChallenger) _ = SecondVersionRules.Require(recorded, deployment, gateways.Find() is not null);
        var order = new DeploymentOrder(Projects.Default, environment, deployment, recorded)
        {
            IsChallenger = isChallenger,
            Traffic = request.Traffic,
            Defect = isChallenger ? null : await ServingProof.FindDefectAsync(platforms, recorded, deployment, cancellationToken).ConfigureAwait(false),
        };
        IPlatform platform = platforms.Find(environment.Platform);
        PlatformPlan plan = await platform.PlanAsync(order, cancellationToken).ConfigureAwait(false);
        ImageVerification verified = await images.VerifyAsync(new ExpectedImage(version, release.Image, release.PipelineSha256), cancellationToken).ConfigureAwait(false);
        return new DeploymentPlan
        {
            Endpoint = endpoint,
            Version = version,
            Environment = environment.Name,
            Platform = plan.Platform,
            ManifestDigest = release.Image.ManifestDigest,
            ConfigDigest = release.Image.ConfigDigest,
            ImageProblem = verified.Failure,
            Warnings = [.. order.DefectText is { } defect ? (string[])[defect] : [], .. plan.Warnings, .. PlannedAccess.Warnings(order, plan)],
            Changes = [.. plan.Changes, .. PlannedAccess.Changes(order), .. isChallenger ? [] : await LeftAsync(platform, plan, recorded, cancellationToken).ConfigureAwait(false)],
        };
    }

    // As the deployer does when the platform has done its part.
    private async Task<IEnumerable<PlannedChange>> LeftAsync(IPlatform platform, PlatformPlan plan, EndpointRecord? recorded, CancellationToken cancellationToken)
    {
        if (recorded is null) return [];
        LeftBehind left = await LeftBehind.FindAsync(platform, recorded, plan.Outcome, plan.ChangesNothing, gateways.Find() is not null, cancellationToken).ConfigureAwait(false);
        return left.Changes(recorded);
    }
}
