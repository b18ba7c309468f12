using Workflow.Training.Errors;

namespace Workflow.Jobs.Engine;

/// <summary>The scorer cannot be published.</summary>
public sealed class EngineException(string message, Exception? innerException = null)
    : WorkflowException("engine-unusable", message, innerException);
