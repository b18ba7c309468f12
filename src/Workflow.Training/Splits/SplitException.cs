using Workflow.Training.Errors;

namespace Workflow.Training.Splits;

/// <summary>A split that cannot be made of this dataset.</summary>
public sealed class SplitException(string message, Exception? innerException = null)
    : WorkflowException("split-failed", message, innerException);
