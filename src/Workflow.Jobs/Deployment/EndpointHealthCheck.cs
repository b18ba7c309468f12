using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment;

/// <summary>Asks endpoints how they are.</summary>
public sealed class EndpointHealthCheck(Platforms platforms)
{
    /// <summary>Asks one endpoint.</summary>
    public async Task<EndpointHealth> CheckAsync(EndpointRecord endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint.IsDestroying) return new EndpointHealth("destroying", null);
        if (endpoint.Deployment is not { } deployed) return new EndpointHealth("stopped", null);
        try
        {
            DeploymentObservation now = await platforms.Find(deployed.Platform).ObserveAsync(deployed, cancellationToken).ConfigureAwait(false);
            if (now.Pipeline == endpoint.PipelineSha256) return new EndpointHealth("ready", null);
            return new EndpointHealth("down", now.Pipeline is { } other ? $"it answers with another pipeline, {other}" : now.Reason);
        }
        catch (WorkflowException unknown)
        {
            return new EndpointHealth("down", unknown.Message);
        }
    }
}
