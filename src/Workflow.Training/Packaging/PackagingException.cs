using Workflow.Training.Errors;

namespace Workflow.Training.Packaging;

/// <summary>A scoring pipeline file that does not answer what the training run answered. It is never published.</summary>
public sealed class PackagingException(string message, Exception? innerException = null)
    : WorkflowException("packaging-failed", message, innerException);
