using Workflow.Training.Errors;

namespace Workflow.Training.Datasets;

/// <summary>A dataset artifact that cannot be read.</summary>
public sealed class DatasetException(string message, Exception? innerException = null)
    : WorkflowException("dataset-invalid", message, innerException);
