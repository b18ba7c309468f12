using Workflow.Training.Errors;

namespace Workflow.Jobs.Retention.Garbage;

/// <summary>Room that cannot be made.</summary>
public sealed class GarbageException(string message, Exception? innerException = null) : WorkflowException("gc-failed", message, innerException);
