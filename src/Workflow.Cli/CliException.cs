using Workflow.Training.Errors;

namespace Workflow.Cli;

/// <summary>A command that cannot be carried out as it was typed.</summary>
internal sealed class CliException(string message, Exception? innerException = null)
    : WorkflowException("command-failed", message, innerException);
