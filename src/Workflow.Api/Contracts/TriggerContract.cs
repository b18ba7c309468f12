using Workflow.Jobs.Triggers;

namespace Workflow.Api.Contracts;

/// <summary>Something that begins runs of a pipeline: the success of another one, or a new file.</summary>
/// <param name="Pipeline">The pipeline of which runs are begun.</param>
/// <param name="Name">Name, unique within the pipeline.</param>
/// <param name="After">The pipeline whose success begins one; absent where files do.</param>
/// <param name="File">Which files begin one each; absent where a pipeline does.</param>
/// <param name="Set"><c>KEY=VALUE</c>, with <c>{file}</c> for the path of the file.</param>
public sealed record TriggerContract(string Pipeline, string Name, string? After, string? File, IReadOnlyList<string> Set)
{
    /// <summary>The contract of a trigger.</summary>
    public static TriggerContract Of(TriggerRecord trigger) => new(trigger.Pipeline, trigger.Name, trigger.AfterPipeline, trigger.ArrivingFile, trigger.Settings);
}
