namespace Workflow.Jobs.Pipelines;

/// <summary>Something that a pipeline is to do at certain times.</summary>
/// <param name="Name">Name, unique within the pipeline.</param>
/// <param name="Do">What to do: <c>run</c> or <c>batch</c>.</param>
/// <param name="Cron">When.</param>
/// <param name="Zone">Time zone of <paramref name="Cron"/>.</param>
public sealed record ScheduleDefinition(string Name, string Do, string Cron, string Zone);
