using Workflow.Training.Errors;

namespace Workflow.Cli.Scoring;

/// <summary>A CSV file that cannot be scored.</summary>
internal sealed class CsvScoringException(string message, Exception? innerException = null)
    : WorkflowException("input-invalid", message, innerException);
