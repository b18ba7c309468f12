using Workflow.Training.Errors;

namespace Workflow.Jobs.Notifications;

/// <summary>A notification that cannot be sent.</summary>
public sealed class NotificationException(string code, string message, Exception? innerException = null)
    : WorkflowException(code, message, innerException);
