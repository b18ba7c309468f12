using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Jobs.Deployment;

/// <summary>Has what serves an endpoint prove that it is what was deployed, before it is left alone because it is just what is asked for.</summary>
internal static class ServingProof
{
    /// <summary>Asks its platform and its address, as receipts do. Silence refutes nothing.</summary>
    /// <param name="platforms">All platforms.</param>
    /// <param name="recorded">The endpoint, as it is recorded; null where it is new.</param>
    /// <param name="request">What is asked for, with the present keys.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>What was refuted; null where nothing was, or where something else is asked for.</returns>
    public static async Task<string?> FindDefectAsync(Platforms platforms, EndpointRecord? recorded, DeploymentRequest request, CancellationToken cancellationToken)
    {
        if (recorded is not { Deployment: { } serving } || recorded.PipelineSha256 != request.PipelineSha256 || recorded.ImageReference != request.Image.Reference) return null;
        if (serving.Keys != request.Keys.Handed) return null;
        var expected = new ExpectedDeployment(request.Endpoint, request.Name, request.PipelineSha256, request.Image)
        {
            PipelineFile = request.PipelineFile.Length > 0 ? request.PipelineFile : null,
            UnverifiedReason = request.UnverifiedReason,
            Keys = request.Keys,
        };
        try
        {
            var proof = new DeploymentProof(await platforms.Find(serving.Platform).ProveAsync(serving, expected, cancellationToken).ConfigureAwait(false));
            return proof.Outcome == ProofOutcome.Refuted ? proof.Reason : null;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever somebody else's server answers: deploying says what is wrong where it cannot be done.
            return null;
        }
    }
}
