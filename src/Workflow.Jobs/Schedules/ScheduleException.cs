using Workflow.Training.Errors;

namespace Workflow.Jobs.Schedules;

/// <summary>A schedule that cannot be used, found or changed; the message has a line for every problem.</summary>
public sealed class ScheduleException : WorkflowException
{
    /// <summary>Code: its cron text, its zone, its bounds or what is asked of it cannot be used.</summary>
    public const string Unusable = "schedule-unusable";

    /// <summary>Code: there is no such schedule.</summary>
    public const string Unknown = "not-found";

    /// <summary>Code: it is edited in pipelines.yaml, and not here.</summary>
    public const string InYaml = "schedule-in-yaml";

    /// <summary>Code: the pipeline has a schedule of this name.</summary>
    public const string Exists = "schedule-exists";

    /// <summary>Code: somebody else has changed it meanwhile.</summary>
    public const string Changed = "schedule-changed";

    /// <summary>Code: it is paused already.</summary>
    public const string Paused = "schedule-paused";

    /// <summary>Code: it is not paused.</summary>
    public const string NotPaused = "schedule-not-paused";

    /// <summary>Creates the exception for a schedule that cannot be used.</summary>
    public ScheduleException(string message, Exception? innerException = null)
        : base(Unusable, message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="code">One of the codes of this class.</param>
    /// <param name="message">For people.</param>
    public ScheduleException(string code, string message)
        : base(code, message)
    {
    }
}
