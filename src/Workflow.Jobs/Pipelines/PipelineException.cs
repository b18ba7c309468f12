using Workflow.Training.Errors;

namespace Workflow.Jobs.Pipelines;

/// <summary>A pipeline that cannot be found or begun.</summary>
public sealed class PipelineException(string message, Exception? innerException = null)
    : WorkflowException("pipeline-unusable", message, innerException);
