using Workflow.Training.Errors;

namespace Workflow.Jobs.Steps;

/// <summary>A step that did not do what it is there for.</summary>
public sealed class StepException(string message, Exception? innerException = null)
    : WorkflowException("step-failed", message, innerException);
