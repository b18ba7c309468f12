namespace Workflow.Jobs.Deployment.Aci;

/// <summary>A request that Azure sends to a container again and again to learn how it is.</summary>
/// <param name="Path">Path of the request.</param>
/// <param name="Port">Port of the container.</param>
public sealed record HttpProbe(string Path, int Port)
{
    /// <summary>Pause before the first request. Default: 2 s.</summary>
    public int InitialDelaySeconds { get; init; } = 2;

    /// <summary>Time between two requests. Default: 5 s.</summary>
    public int PeriodSeconds { get; init; } = 5;

    /// <summary>How long an answer may take. Default: 2 s.</summary>
    public int TimeoutSeconds { get; init; } = 2;

    /// <summary>How many failures in a row count. Default: 3.</summary>
    public int FailureThreshold { get; init; } = 3;

    /// <summary>The scorer's own answer to whether it must be started anew.</summary>
    public static HttpProbe Live(int port) => new("/health/live", port);

    /// <summary>The scorer's own answer to whether it may be asked.</summary>
    public static HttpProbe Ready(int port) => new("/health/ready", port);
}
