using System.Globalization;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Images;
using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>Finds what deployments have to be: the image in the endpoint's history or record, the golden answers among the artifacts.</summary>
public sealed class ExpectedDeployments(DeploymentHistory history, VersionStore versions, IArtifactStore artifacts, EnvironmentKeys keys)
{
    /// <summary>What a deployment has to be; null where it is not on record which image was deployed.</summary>
    public async Task<ExpectedDeployment?> FindAsync(string project, ReceiptSubject subject, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        EndpointRecord endpoint = subject.Endpoint;
        ModelVersion? version = await versions.FindByPipelineAsync(project, endpoint.Pipeline, subject.PipelineSha256, cancellationToken).ConfigureAwait(false);
        (BuiltImage? image, string? unverified) = await FindImageAsync(project, subject, version, cancellationToken).ConfigureAwait(false);
        if (image is null) return null;
        string name = string.Create(CultureInfo.InvariantCulture, $"{endpoint.Pipeline}@{version?.Number ?? 0}");
        ExpectedDeployment expected = WithKeys(new ExpectedDeployment(endpoint.Name, name, subject.PipelineSha256, image) { UnverifiedReason = unverified }, subject.Handle);
        try
        {
            return expected with { PipelineFile = await artifacts.FileAsync(subject.PipelineSha256, cancellationToken).ConfigureAwait(false) };
        }
        catch (ArtifactException gone)
        {
            return expected with { PipelineProblem = $"the scoring pipeline cannot be read, so its golden answers cannot be asked for: {gone.Message}" };
        }
    }

    // A second version enters the history when it serves alone; until then the endpoint says what it is.
    private async Task<(BuiltImage? Image, string? UnverifiedReason)> FindImageAsync(string project, ReceiptSubject subject, ModelVersion? version, CancellationToken cancellationToken)
    {
        if (subject is { Role: ReceiptRoles.Beside, Endpoint.Challenger: { } second })
            return (new BuiltImage(second.ImageReference, second.ManifestDigest, second.ConfigDigest, 0, 0), second.UnverifiedReason);
        PastDeployment? past = await history.FindAsync(project, subject.Endpoint.Name, subject.PipelineSha256, subject.ImageReference, cancellationToken).ConfigureAwait(false);

        // Endpoints of earlier releases have no history.
        BuiltImage? image = past is { ConfigDigest: { } config }
            ? new BuiltImage(subject.ImageReference, past.ManifestDigest, config, 0, 0)
            : version?.Image is { } built && built.Reference == subject.ImageReference ? built : null;
        return (image, past?.UnverifiedReason);
    }

    private ExpectedDeployment WithKeys(ExpectedDeployment expected, DeploymentHandle deployed)
    {
        try
        {
            return expected with { Keys = keys.Of(expected.Endpoint, deployed) };
        }
        catch (DeploymentException unread)
        {
            return expected with { KeysProblem = unread.Message };
        }
    }
}
