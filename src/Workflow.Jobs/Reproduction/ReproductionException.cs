using Workflow.Training.Errors;

namespace Workflow.Jobs.Reproduction;

/// <summary>A version cannot be trained again.</summary>
public sealed class ReproductionException(string message) : WorkflowException("reproduction", message);
