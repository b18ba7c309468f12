namespace Workflow.Jobs.Deployment;

/// <summary>Asks endpoints how they are.</summary>
public sealed class EndpointHealthCheck(ScorerClient scorer)
{
    /// <summary>Asks one endpoint.</summary>
    public async Task<EndpointHealth> CheckAsync(EndpointRecord endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Deployment is null) return new EndpointHealth("stopped", null);
        ScorerClient.Answer answer = await scorer.AskAsync(endpoint.Url, cancellationToken).ConfigureAwait(false);
        if (answer.Pipeline == endpoint.PipelineSha256) return new EndpointHealth("ready", null);
        string reason = answer.Pipeline is { } other ? $"it answers with another pipeline, {other}" : answer.Reason ?? "it does not answer";
        return new EndpointHealth("down", reason);
    }
}
