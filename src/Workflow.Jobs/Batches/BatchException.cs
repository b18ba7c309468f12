using Workflow.Training.Errors;

namespace Workflow.Jobs.Batches;

/// <summary>Rows that cannot be scored as a batch.</summary>
public sealed class BatchException(string message, Exception? innerException = null)
    : WorkflowException("batch-failed", message, innerException);
