namespace Workflow.Jobs.Deployment.Exports;

/// <summary>How a version is to run as a service of Google Cloud Run.</summary>
public sealed record CloudRunOptions
{
    /// <summary>Name of the service; null for the model's.</summary>
    public string? Name { get; init; }

    /// <summary>Region; null for that of the image.</summary>
    public string? Region { get; init; }

    /// <summary>Project; null for that of the image.</summary>
    public string? Project { get; init; }

    /// <summary>Processors of an instance: 1, 2, 4, 6 or 8. Default: 1.</summary>
    public int Processors { get; init; } = 1;

    /// <summary>Memory of an instance: <c>512Mi</c>, <c>1Gi</c>. Default: 512Mi.</summary>
    public string Memory { get; init; } = "512Mi";

    /// <summary>Instances that there always are; 0: none while nobody asks. Default: 0.</summary>
    public int LeastInstances { get; init; }

    /// <summary>Instances that there are at most. Default: 10.</summary>
    public int MostInstances { get; init; } = 10;
}
