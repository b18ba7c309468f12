using Workflow.Training.Errors;

namespace Workflow.Jobs.Runs;

/// <summary>A run that cannot be begun, found or changed.</summary>
public sealed class RunException(string code, string message, Exception? innerException = null)
    : WorkflowException(code, message, innerException);
