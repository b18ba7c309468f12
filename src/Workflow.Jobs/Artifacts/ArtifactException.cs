using Workflow.Training.Errors;

namespace Workflow.Jobs.Artifacts;

/// <summary>An artifact that is missing or damaged, or a store of artifacts that cannot be used.</summary>
public sealed class ArtifactException(string message, Exception? innerException = null, string code = ArtifactException.Damaged)
    : WorkflowException(code, message, innerException)
{
    /// <summary>Code: an artifact is missing or damaged.</summary>
    public const string Damaged = "artifact-damaged";

    /// <summary>Code: the store itself cannot be reached, may not be used, or is named wrongly.</summary>
    public const string Unusable = "artifacts-unusable";
}
