using Workflow.Training.Errors;

namespace Workflow.Jobs.Storage;

/// <summary>The database cannot be used.</summary>
public sealed class StorageException(string message, Exception? innerException = null)
    : WorkflowException("storage-unusable", message, innerException);
