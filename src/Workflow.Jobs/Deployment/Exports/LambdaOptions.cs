namespace Workflow.Jobs.Deployment.Exports;

/// <summary>How a version is to run as a function of AWS Lambda.</summary>
public sealed record LambdaOptions
{
    /// <summary>Name of the function behind <c>workflow-</c>; null for the model's.</summary>
    public string? Name { get; init; }

    /// <summary>Region; null for that of the image.</summary>
    public string? Region { get; init; }

    /// <summary>Memory, in MiB; processors come with it, one whole one at 1769. Default: 1024.</summary>
    public int MemoryMebibytes { get; init; } = 1024;

    /// <summary>Time in which an event must be answered. Default: 29 s, which is what an API gateway waits.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(29);

    /// <summary>Bucket of S3 that Terraform keeps its state in; null for a file beside the template.</summary>
    public string? Bucket { get; init; }
}
