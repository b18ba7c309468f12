using Workflow.Training.Errors;

namespace Workflow.Jobs.Predictions;

/// <summary>A line is no record of a prediction.</summary>
public sealed class PredictionException(string message, Exception? innerException = null)
    : WorkflowException("prediction-invalid", message, innerException);
