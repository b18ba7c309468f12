using Workflow.Training.Errors;

namespace Workflow.Jobs.Schedules;

/// <summary>A schedule that cannot be used: its cron text, its zone or its bounds; the message has a line for every problem.</summary>
public sealed class ScheduleException(string message, Exception? innerException = null)
    : WorkflowException("schedule-unusable", message, innerException);
