using Workflow.Training.Errors;

namespace Workflow.Api.Hosting;

/// <summary>The server cannot be started.</summary>
public sealed class ServerException(string message, Exception? innerException = null)
    : WorkflowException("server-failed", message, innerException);
