using Workflow.Training.Errors;

namespace Workflow.Jobs.Processes;

/// <summary>A program that cannot be started, or that failed. The message ends with the last lines that it wrote.</summary>
public sealed class ChildProcessException(string message, Exception? innerException = null)
    : WorkflowException("process-failed", message, innerException);
