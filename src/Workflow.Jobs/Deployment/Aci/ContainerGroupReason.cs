namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Why a container group does not run.</summary>
/// <param name="Kind">Kind of the reason.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="IsRetryable">Whether the same action may succeed later without anybody mending anything.</param>
public sealed record ContainerGroupReason(ContainerGroupReasonKind Kind, string Message, string Remedy, bool IsRetryable = false)
{
    /// <summary>The last lines that the container wrote; empty where they say nothing about it.</summary>
    public string LogTail { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string ToString() => LogTail.Length == 0 ? $"{Message}. {Remedy}." : $"{Message}. {Remedy}. Its last lines:\n{LogTail}";
}
