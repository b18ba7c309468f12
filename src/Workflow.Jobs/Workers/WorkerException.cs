using Workflow.Training.Errors;

namespace Workflow.Jobs.Workers;

/// <summary>A worker may not work.</summary>
public sealed class WorkerException(string code, string message, Exception? innerException = null)
    : WorkflowException(code, message, innerException);
