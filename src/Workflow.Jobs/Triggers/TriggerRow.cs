using Workflow.Jobs.Json;

namespace Workflow.Jobs.Triggers;

/// <summary>A row of run_trigger.</summary>
internal sealed class TriggerRow
{
    /// <summary>Selects rows.</summary>
    public const string Columns =
        "SELECT pipeline AS Pipeline, name AS Name, after_pipeline AS AfterPipeline, arriving_file AS ArrivingFile, settings AS Settings FROM run_trigger";

    public string Pipeline { get; init; } = string.Empty;

    public string Name { get; init; } = string.Empty;

    public string? AfterPipeline { get; init; }

    public string? ArrivingFile { get; init; }

    public string Settings { get; init; } = string.Empty;

    public TriggerRecord ToRecord() => new()
    {
        Pipeline = Pipeline,
        Name = Name,
        AfterPipeline = AfterPipeline,
        ArrivingFile = ArrivingFile,
        Settings = JobsJson.Read<string[]>(Settings),
    };
}
