using Workflow.Training.Errors;

namespace Workflow.Jobs.Sources;

/// <summary>No source of a recipe could be had, or one was not what it should be.</summary>
public sealed class SourceException(string message, Exception? innerException = null)
    : WorkflowException("source-unavailable", message, innerException)
{
    /// <summary>Whether the source merely cannot be had now, so that the next one may be tried. False for wrong bytes.</summary>
    public bool IsUnavailable { get; init; }
}
