using Workflow.Training.Errors;

namespace Workflow.Jobs.Artifacts;

/// <summary>An artifact that is missing or damaged.</summary>
public sealed class ArtifactException(string message, Exception? innerException = null)
    : WorkflowException("artifact-damaged", message, innerException);
