using Azure.Core.Pipeline;

namespace Workflow.Jobs.Deployment.Azure;

/// <summary>How the program talks to Azure.</summary>
public sealed class AzureOptions
{
    /// <summary>The cloud. Default: the public one.</summary>
    public AzureCloud Cloud { get; init; } = AzureCloud.Public;

    /// <summary>How long one request may take. Default: 60 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request that reads is sent again after one that failed for the moment. Default: 5.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Pause before the first of them, doubled before each of the others. Where Azure says how long to wait, that holds. Default: 1 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What carries requests. Default: the SDK's own, over the system's certificates and proxy.</summary>
    public HttpPipelineTransport? Transport { get; init; }
}
