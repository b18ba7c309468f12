using Workflow.Training.Errors;

namespace Workflow.Jobs.Runs;

/// <summary>A run that cannot be begun, found or changed.</summary>
public sealed class RunException(string code, string message, Exception? innerException = null)
    : WorkflowException(code, message, innerException)
{
    /// <summary>Code: there is no such run.</summary>
    public const string Unknown = "not-found";

    /// <summary>Code: the run has no such step.</summary>
    public const string UnknownStep = "step-unknown";

    /// <summary>Code: the run is not over yet.</summary>
    public const string NotOver = "run-not-over";

    /// <summary>Code: every step of the run has succeeded.</summary>
    public const string NothingToDo = "run-complete";

    /// <summary>Code: the step does not wait for approval.</summary>
    public const string NotWaiting = "step-not-waiting";

    /// <summary>Code: an older release made the run, and this one cannot carry it out.</summary>
    public const string Outdated = "run-outdated";
}
