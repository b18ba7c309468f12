using Workflow.Training.Errors;

namespace Workflow.Jobs.Home;

/// <summary>The state directory cannot be used.</summary>
public sealed class HomeException(string message, Exception? innerException = null)
    : WorkflowException("home-unusable", message, innerException);
