using Workflow.Training.Errors;

namespace Workflow.Jobs.Processes;

/// <summary>A program that cannot be started, or that failed. The message ends with the last lines that it wrote.</summary>
public sealed class ChildProcessException(string message, Exception? innerException = null)
    : WorkflowException("process-failed", message, innerException)
{
    /// <summary>Whether the program ran and was not stopped for a limit: it ended with another exit code than 0, or by a signal.</summary>
    public bool HasEndedByItself { get; init; }
}
