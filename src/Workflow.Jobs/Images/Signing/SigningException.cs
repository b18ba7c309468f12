using Workflow.Training.Errors;

namespace Workflow.Jobs.Images.Signing;

/// <summary>A signing key that cannot be used, or a signed statement that is none.</summary>
public sealed class SigningException(string message, Exception? innerException = null)
    : WorkflowException("signing", message, innerException);
