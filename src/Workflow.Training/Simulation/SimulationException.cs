using Workflow.Training.Errors;

namespace Workflow.Training.Simulation;

/// <summary>A simulation that cannot be made as asked: the message names the option, its value and what is allowed.</summary>
public sealed class SimulationException(string message, Exception? innerException = null)
    : WorkflowException("simulation-invalid", message, innerException);
