using Workflow.Training.Errors;

namespace Workflow.Training.Learners;

/// <summary>A learner that cannot run or that failed.</summary>
public sealed class LearnerException(string code, string message, Exception? innerException = null)
    : WorkflowException(code, message, innerException);
