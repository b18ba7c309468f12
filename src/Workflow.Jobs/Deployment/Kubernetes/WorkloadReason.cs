namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Why a workload does not run.</summary>
/// <param name="Kind">Kind of the reason.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="IsRetryable">Whether the same action may succeed later without anybody mending anything.</param>
public sealed record WorkloadReason(WorkloadReasonKind Kind, string Message, string Remedy, bool IsRetryable = false)
{
    /// <summary>The pod that it is told of; null where it is no pod's.</summary>
    public string? Pod { get; init; }

    /// <summary>The fields that others hold; empty where it is not about that.</summary>
    public IReadOnlyList<FieldConflict> Conflicts { get; init; } = [];

    /// <summary>The last lines that the container wrote; empty where they say nothing about it.</summary>
    public string LogTail { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string ToString() => LogTail.Length == 0 ? $"{Message}. {Remedy}." : $"{Message}. {Remedy}. Its last lines:\n{LogTail}";
}
