using Workflow.Training.Errors;

namespace Workflow.Jobs.Images;

/// <summary>An image that cannot be built or read.</summary>
public sealed class ImageException(string message, Exception? innerException = null)
    : WorkflowException("image-unusable", message, innerException);
